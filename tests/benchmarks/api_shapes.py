"""Answers in the shapes of widely used web APIs and MCP servers, made up from a seed.

python -m tests.benchmarks.api_shapes    # what lossless saves of each shape by itself
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

WORDS = (
    "cache worker login page fails retry queue region deploy index slow timeout upstream token "
    "session gateway bucket quota cursor schema batch crash commit snapshot empty mirror chart"
).split()
PEOPLE = ("ana-k", "bert", "chidi", "dora-w", "emil", "fatima-z")


class Maker:
    """Makes values of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def sentence(self, least: int = 4, most: int = 12) -> str:
        """Return some words."""
        return " ".join(self.rng.choices(WORDS, k=self.rng.randint(least, most))).capitalize()

    def hex(self, size: int) -> str:
        """Return hexadecimal digits."""
        return f"{self.rng.getrandbits(4 * size):0{size}x}"

    def at(self) -> str:
        """Return a time."""
        day, hour, minute = (
            self.rng.randint(1, 28),
            self.rng.randint(0, 23),
            self.rng.randint(0, 59),
        )
        return f"2026-09-{day:02d}T{hour:02d}:{minute:02d}:{self.rng.randint(0, 59):02d}Z"

    def github_user(self) -> dict[str, Any]:
        """Return a user as GitHub's REST API writes one."""
        login = self.rng.choice(PEOPLE)
        number = 1000 + 77 * PEOPLE.index(login)
        api = f"https://api.github.com/users/{login}"
        return {
            "login": login, "id": number, "node_id": f"MDQ6VXNlcj{number}", "gravatar_id": "",
            "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
            "url": api, "html_url": f"https://github.com/{login}",
            "followers_url": f"{api}/followers", "gists_url": f"{api}/gists{{/gist_id}}",
            "repos_url": f"{api}/repos", "events_url": f"{api}/events{{/privacy}}",
            "type": "User", "site_admin": False,
        }  # fmt: skip

    def github_issues(self) -> Any:
        """Return a list of issues."""
        base = "https://api.github.com/repos/acme/shop"
        found = []
        for number in range(self.rng.randint(300, 400), 300, -self.rng.randint(9, 30)):
            is_pull = self.rng.random() < 0.3
            url = f"{base}/issues/{number}"
            issue = {
                "url": url, "repository_url": base, "labels_url": f"{url}/labels{{/name}}",
                "comments_url": f"{url}/comments", "events_url": f"{url}/events",
                "html_url": f"https://github.com/acme/shop/issues/{number}",
                "id": 2_100_000_000 + number, "node_id": f"I_kwDO{self.hex(8)}", "number": number,
                "title": self.sentence(), "user": self.github_user(),
                "labels": [{"id": 7, "node_id": "LA_k7", "name": "bug", "color": "d73a4a",
                            "default": True, "description": "Something isn't working"}],
                "state": "open", "locked": False, "assignee": None, "assignees": [],
                "milestone": None, "comments": self.rng.randint(0, 9), "created_at": self.at(),
                "updated_at": self.at(), "closed_at": None, "author_association": "MEMBER",
                "body": self.sentence(20, 60),
                "reactions": {"url": f"{url}/reactions", "total_count": 0, "+1": 0, "-1": 0,
                              "laugh": 0, "hooray": 0, "confused": 0, "heart": 0, "rocket": 0},
                "timeline_url": f"{url}/timeline", "state_reason": None,
            }  # fmt: skip
            if is_pull:
                issue["pull_request"] = {"url": f"{base}/pulls/{number}", "merged_at": None}
            found.append(issue)
        return found

    def github_commit(self) -> Any:
        """Return one commit."""
        sha, base = self.hex(40), "https://api.github.com/repos/acme/shop"
        person = {"name": "Ana K", "email": "ana@example.org", "date": self.at()}
        user = self.github_user()
        return {
            "sha": sha, "node_id": f"C_kwDO{self.hex(20)}",
            "commit": {"author": person, "committer": person, "message": self.sentence(),
                       "tree": {"sha": self.hex(40), "url": f"{base}/git/trees/{self.hex(40)}"},
                       "comment_count": 0,
                       "verification": {"verified": False, "reason": "unsigned",
                                        "signature": None, "payload": None}},
            "url": f"{base}/commits/{sha}", "html_url": f"https://github.com/acme/shop/commit/{sha}",
            "author": user, "committer": user,
            "parents": [{"sha": self.hex(40), "url": f"{base}/commits/{self.hex(40)}"}],
            "files": [{"sha": self.hex(40), "filename": f"src/{self.rng.choice(WORDS)}.py",
                       "status": "modified", "additions": 3, "deletions": 1, "changes": 4,
                       "patch": "@@ -1,2 +1,4 @@\n-old\n+new\n+more\n+lines"} for _ in range(4)],
        }  # fmt: skip

    def jira(self) -> Any:
        """Return a search for issues."""

        def user(name: str) -> dict[str, Any]:
            number = f"5b10{PEOPLE.index(name):020d}"
            image = f"https://secure.gravatar.com/avatar/{number}"
            return {"self": f"https://acme.atlassian.net/rest/api/3/user?accountId={number}",
                    "accountId": number, "displayName": name, "active": True,
                    "avatarUrls": {size: f"{image}?s={size[:2]}" for size in ("48x48", "24x24", "16x16")},
                    "timeZone": "Europe/Berlin", "accountType": "atlassian"}  # fmt: skip

        site = "https://acme.atlassian.net/rest/api/3"
        issues = [
            {"expand": "operations,changelog,renderedFields", "id": str(10_000 + n),
             "self": f"{site}/issue/{10_000 + n}", "key": f"SHOP-{n}",
             "fields": {
                 "summary": self.sentence(), "assignee": user(self.rng.choice(PEOPLE)),
                 "reporter": user(self.rng.choice(PEOPLE)),
                 "status": {"self": f"{site}/status/3", "description": "", "name": "In Progress",
                            "iconUrl": "https://acme.atlassian.net/images/icons/inprogress.png",
                            "id": "3", "statusCategory": {"id": 4, "key": "indeterminate"}},
                 "priority": {"self": f"{site}/priority/2", "name": "High", "id": "2"},
                 "created": self.at(), "updated": self.at(), "resolution": None,
                 **({"duedate": "2026-10-01"} if self.rng.random() < 0.4 else {})}}
            for n in self.rng.sample(range(100, 400), 8)
        ]  # fmt: skip
        return {
            "expand": "schema,names",
            "startAt": 0,
            "maxResults": 50,
            "total": 8,
            "issues": issues,
        }

    def slack(self) -> Any:
        """Return the history of a channel."""
        messages = []
        for _ in range(14):
            text, who = self.sentence(5, 30), f"U0{self.rng.choice(PEOPLE).upper()[:4]}"
            one = {"type": "message", "user": who, "ts": f"17{self.rng.getrandbits(26)}.000200",
                   "client_msg_id": f"{self.hex(8)}-{self.hex(4)}", "text": text, "team": "T01ACME",
                   "blocks": [{"type": "rich_text", "block_id": self.hex(5), "elements": [
                       {"type": "rich_text_section",
                        "elements": [{"type": "text", "text": text}]}]}]}  # fmt: skip
            if self.rng.random() < 0.3:
                one |= {"thread_ts": one["ts"], "reply_count": 2, "reply_users": [who]}
            messages.append(one)
        return {"ok": True, "messages": messages, "has_more": False, "pin_count": 0}

    def pods(self) -> Any:
        """Return pods of a Kubernetes cluster."""
        items = []
        for _ in range(6):
            name = f"cart-{self.hex(9)}-{self.hex(5)}"
            container = {"name": "cart", "image": "registry.acme.dev/shop/cart:2.41.0"}
            items.append({
                "metadata": {"name": name, "namespace": "shop", "uid": self.hex(32),
                             "labels": {"app": "cart", "pod-template-hash": "7d9f8b6c5d"},
                             "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
                                                  "name": "cart-7d9f8b6c5d", "uid": "f00d"}]},
                "spec": {"containers": [{**container, "ports": [{"containerPort": 8080}],
                                         "resources": {"limits": {"cpu": "500m", "memory": "512Mi"}},
                                         "terminationMessagePath": "/dev/termination-log"}],
                         "restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
                         "tolerations": [{"key": "node.kubernetes.io/not-ready",
                                          "operator": "Exists", "effect": "NoExecute"}]},
                "status": {"phase": "Running", "podIP": f"10.2.{self.rng.randint(0, 9)}.7",
                           "conditions": [{"type": kind, "status": "True", "lastProbeTime": None,
                                           "lastTransitionTime": self.at()}
                                          for kind in ("Initialized", "Ready", "PodScheduled")],
                           "containerStatuses": [{**container, "ready": True,
                                                  "restartCount": self.rng.randint(0, 4)}]}})  # fmt: skip
        return {
            "apiVersion": "v1",
            "kind": "List",
            "items": items,
            "metadata": {"resourceVersion": ""},
        }

    def pages(self) -> Any:
        """Return blocks of a page whose texts carry annotations, as Notion writes them."""
        plain = {"bold": False, "italic": False, "strikethrough": False, "underline": False,
                 "code": False, "color": "default"}  # fmt: skip
        who = {"object": "user", "id": self.hex(32)}
        results = []
        for _ in range(10):
            kind, text = self.rng.choice(("paragraph", "to_do", "heading_2")), self.sentence(4, 20)
            rich = {"type": "text", "text": {"content": text, "link": None}, "annotations": plain,
                    "plain_text": text, "href": None}  # fmt: skip
            results.append(
                {"object": "block", "id": self.hex(32), "parent": {"type": "page_id", "page_id": "ab" * 16},
                 "created_time": self.at(), "last_edited_time": self.at(), "created_by": who,
                 "last_edited_by": who, "has_children": False, "archived": False, "type": kind,
                 kind: {"rich_text": [rich], "color": "default",
                        **({"checked": False} if kind == "to_do" else {})}}
            )  # fmt: skip
        return {"object": "list", "results": results, "next_cursor": None, "has_more": False}

    def search(self) -> Any:
        """Return results of a web search."""
        return {"query": {"original": self.sentence(), "more_results_available": True}, "web": {"type": "search", "results": [
            {"title": self.sentence(), "url": f"https://docs.acme.dev/guide/{self.rng.choice(WORDS)}/{n}",
             "is_source_local": False, "is_source_both": False, "description": self.sentence(15, 40),
             "profile": {"name": "Acme docs", "url": "https://docs.acme.dev", "long_name": "docs.acme.dev",
                         "img": f"https://imgs.search.example/{self.hex(30)}/favicon"},
             "language": "en", "family_friendly": True, "type": "search_result",
             "meta_url": {"scheme": "https", "netloc": "acme.dev", "hostname": "docs.acme.dev",
                          "favicon": f"https://imgs.search.example/{self.hex(30)}", "path": "› guide"}}
            for n in range(8)]}}  # fmt: skip

    def rows(self) -> Any:
        """Return rows of a database."""
        return [{"order_id": 9000 + n, "customer": self.rng.choice(PEOPLE), "status": "shipped",
                 "total": f"{self.rng.randint(5, 400)}.{self.rng.randint(10, 99)}", "placed_at": self.at(),
                 "note": None} for n in range(15)]  # fmt: skip


SHAPES: dict[str, Callable[[Maker], Any]] = {
    "GitHub issues": Maker.github_issues, "GitHub commit": Maker.github_commit,
    "Jira": Maker.jira, "Slack": Maker.slack, "Kubernetes": Maker.pods, "pages": Maker.pages,
    "search": Maker.search, "rows": Maker.rows,
}  # fmt: skip


def compact(value: Any) -> str:
    """Return JSON as servers write it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


# How an answer reaches a model: by itself, laid out, in MCP's envelope, as a Python repr, behind a
# line of prose, in a fenced block.
WRAPPINGS: dict[str, Callable[[Any], str]] = {
    "compact": compact,
    "laid out": lambda value: json.dumps(value, indent=2),
    "MCP": lambda value: json.dumps({"content": [{"type": "text", "text": json.dumps(value, indent=2)}],
                                     "isError": False}),
    "repr": repr,
    "behind a line": lambda value: f"Found these results:\n\n{json.dumps(value, indent=2)}",
    "fenced": lambda value: f"Here is the answer.\n\n```json\n{json.dumps(value, indent=2)}\n```\n",
    "repr of MCP": lambda value: repr([{"type": "text", "text": compact(value)}]),
}  # fmt: skip


def main() -> None:
    """Print what lossless saves of each shape in each wrapping."""
    from headroom_lab.tokens import Tokenizer
    from headroom_lab.transforms.encodings.alone import sizes_alone
    from headroom_lab.transforms.encodings.set_out import SetOutStrings

    tokenizer, first = Tokenizer(), SetOutStrings()
    print(f"| shape | {' | '.join(WRAPPINGS)} |\n|---|{'---:|' * len(WRAPPINGS)}")
    for name, make in SHAPES.items():
        cells = []
        for wrap in WRAPPINGS.values():
            texts = [wrap(make(Maker(seed))) for seed in range(3)]
            before = sum(tokenizer.count_texts(texts))
            after = sum(sizes_alone([first.rewritten(t) or t for t in texts], tokenizer))
            cells.append(f"{1 - after / before:.0%}")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
