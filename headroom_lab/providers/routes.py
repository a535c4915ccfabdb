"""What stands before and behind a model's name, as data.

Sources: LiteLLM, "Providers" (prefixes); OpenRouter, "Model variants" (suffixes); Amazon Bedrock,
"Supported foundation models" and "Inference profiles" (makers, regions, versions); Google Cloud,
"Partner models" (``@`` versions); Azure OpenAI, "Models" (``gpt-35-turbo``); LangChain,
"init_chat_model" and Pydantic AI, "Models" (prefixes with a colon). Read on 2026-10-31.
"""

from __future__ import annotations

from collections.abc import Mapping

# Who passes requests on, or serves models of others: prefix -> the host's id, which is that of
# the price table where that lists it.
HOSTS: Mapping[str, str] = {
    # routers and proxies
    "openrouter": "openrouter", "litellm": "litellm", "litellm_proxy": "litellm",
    "vercel_ai_gateway": "vercel", "vercel": "vercel", "portkey": "portkey",
    "helicone": "helicone", "requesty": "requesty", "heroku": "heroku",
    # clouds
    "azure": "azure", "azure_ai": "azure", "azure_openai": "azure", "azureml": "azure",
    "azure_text": "azure", "bedrock": "aws", "bedrock_converse": "aws", "aws": "aws",
    "amazon-bedrock": "aws", "amazon_bedrock": "aws", "vertex": "google", "vertex_ai": "google",
    "vertex_ai_beta": "google", "vertexai": "google", "google-vertex": "google",
    "google_vertexai": "google", "google_genai": "google", "google-gla": "google",
    "google_ai_studio": "google", "google-ai-studio": "google", "gemini": "google",
    "snowflake": "snowflake", "databricks": "databricks", "sap": "sap", "watsonx": "watsonx",
    "github": "github", "github_copilot": "github-copilot", "github-copilot": "github-copilot",
    "sagemaker": "sagemaker", "sagemaker_chat": "sagemaker", "oci": "oci",
    # hosts of open models
    "together": "together", "together_ai": "together", "together-ai": "together",
    "fireworks": "fireworks", "fireworks_ai": "fireworks",
    "fireworks-ai": "fireworks", "groq": "groq", "cerebras": "cerebras", "novita": "novita",
    "deepinfra": "deepinfra", "sambanova": "sambanova", "nebius": "nebius",
    "hyperbolic": "hyperbolic", "baseten": "baseten", "ovhcloud": "ovhcloud", "modal": "modal",
    "replicate": "replicate", "anyscale": "anyscale", "lambda_ai": "lambda",
    "featherless_ai": "featherless", "nscale": "nscale", "friendliai": "friendliai",
    "nvidia_nim": "nvidia_nim", "huggingface": "huggingface", "cloudflare": "cloudflare",
    "workers-ai": "cloudflare", "@cf": "cloudflare", "avian": "avian",
    "doubleword": "doubleword", "arcee": "arcee", "quicksilverpro": "quicksilverpro",
    # on the caller's own machines
    "ollama": "local", "ollama_chat": "local", "vllm": "local", "hosted_vllm": "local",
    "lm_studio": "local", "lmstudio": "local", "llamafile": "local", "xinference": "local",
    "llamacpp": "local", "custom_openai": "local",
}  # fmt: skip

# Hosts that bill what the model's maker lists, where the table has no price of their own.
AT_LIST_PRICE = frozenset(
    {"azure", "aws", "google", "openrouter", "litellm", "vercel", "portkey", "helicone", "requesty"}
)

# Who makes models: as written before a slash, a colon or Bedrock's dot -> the maker's id.
MAKERS: Mapping[str, str] = {
    "openai": "openai", "text-completion-openai": "openai", "anthropic": "anthropic",
    "google": "google", "mistral": "mistral", "mistralai": "mistral",
    "codestral": "mistral", "meta": "meta", "meta-llama": "meta", "meta_llama": "meta",
    "qwen": "qwen", "alibaba": "qwen", "dashscope": "qwen",
    "deepseek": "deepseek", "deepseek-ai": "deepseek", "xai": "x-ai", "x-ai": "x-ai",
    "cohere": "cohere", "cohere_chat": "cohere", "cohereforai": "cohere", "coherelabs": "cohere",
    "moonshot": "moonshotai", "moonshotai": "moonshotai", "zai": "zai", "z-ai": "zai",
    "zai-org": "zai", "zhipuai": "zhipuai", "thudm": "zhipuai", "minimax": "minimax",
    "minimaxai": "minimax", "perplexity": "perplexity", "amazon": "amazon",
    "amazon_nova": "amazon", "nvidia": "nvidia", "ai21": "ai21", "ai21_chat": "ai21",
    "microsoft": "microsoft", "ibm-granite": "ibm", "ibm": "ibm", "voyage": "voyageai",
    "voyageai": "voyageai", "voyage_ai": "voyageai", "writer": "writer", "arcee-ai": "arcee", "baidu": "baidu", "tencent": "tencent", "bytedance": "bytedance",
    "bytedance-seed": "bytedance", "volcengine": "bytedance", "allenai": "allenai",
    "nousresearch": "nousresearch", "01-ai": "01-ai", "inception": "inception",
    "elevenlabs": "elevenlabs", "cursor": "cursor", "typesafe": "typesafe",
    "stability": "stability", "luma": "luma", "twelvelabs": "twelvelabs",
}  # fmt: skip

# Makers who serve models of others too.
SELLERS = frozenset({"perplexity", "mistral", "cursor"})

# How the names of a maker's models begin. The first match counts.
NAMES: Mapping[str, str] = {
    "openai": r"(?:gpt|chatgpt|o[134](?:-|$)|text-embedding-(?:3|ada)|text-davinci|davinci|babbage"
    r"|whisper|tts-1|dall-e|codex|computer-use|omni-moderation|text-moderation)",
    "anthropic": r"claude",
    "google": r"(?:gemini|gemma|learnlm|imagen|text-bison|chat-bison)",
    "mistral": r"(?:labs-)?(?:(?:mi|code|dev|magi|mini)stral|mixtral|pixtral|voxtral"
    r"|open-(?:mistral|mixtral))",
    "meta": r"(?:meta-)?(?:llama|codellama|muse-)",
    "qwen": r"(?:qwen|qwq|qvq)",
    "deepseek": r"deepseek",
    "x-ai": r"grok",
    "cohere": r"(?:command|c4ai|aya|rerank|embed-(?:v\d|english|multilingual))",
    "moonshotai": r"(?:kimi|moonshot)",
    "zhipuai": r"(?:zai-)?(?:chat)?glm",
    "minimax": r"(?:minimax|m2-her|abab)",
    "perplexity": r"(?:sonar|pplx|r1-1776)",
    "amazon": r"(?:nova|titan)-",
    "nvidia": r"nemotron",
    "ai21": r"(?:jamba|j2-)",
    "microsoft": r"(?:phi-?\d|wizardlm|mai-)",
    "ibm": r"granite",
    "voyageai": r"voyage-",
    "writer": r"palmyra",
    "cursor": r"composer-",
    "elevenlabs": r"eleven_",
    "typesafe": r"jev-",
}

# Behind a colon: which of a model's offers a router takes. The model is the same.
VARIANTS = frozenset(
    {"free", "beta", "thinking", "extended", "nitro", "floor", "online", "exacto", "batch"}
    | {"self-moderated"}
)

# Parts of a path that say how a cloud is reached, not which model it is.
WAYS = frozenset({"converse", "invoke", "converse_like", "chat", "models", "responses"})
REGION = (
    r"(?:us|eu|apac|ap|au|jp|ca|sa|me|af|in|uk|global|regional|us-gov|global-standard"
    r"|data-?zone(?:-standard)?|[a-z]{2}(?:-[a-z]+){1,2}-?\d)"
)
