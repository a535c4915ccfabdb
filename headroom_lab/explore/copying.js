// A page without a secure address has no clipboard: there the browser copies what is selected.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("copying is not allowed");
}
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "jupyter-button widget-button";
    button.style.width = "auto";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.style.marginLeft = "8px";
    button.textContent = model.get("description");
    button.addEventListener("click", async () => {
      try {
        await copy(model.get("text"));
        said.textContent = "copied";
      } catch (error) {
        said.textContent = `not copied: ${error.message}`;
      }
    });
    model.on("change:text", () => { said.textContent = ""; });
    el.append(button, said);
  },
};
