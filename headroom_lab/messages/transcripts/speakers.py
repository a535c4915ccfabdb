"""What transcripts call who speaks, in the languages that people use.

Collected from chat programs' own exports and interfaces: ChatGPT, Claude, Gemini, WhatsApp, and
the chat templates of open models (as of 2026-11-28). A name stands for one role; words that
begin other lines just as often ("Note", "Error", "Model", "Agent") are left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    "system": """
        system, system prompt, system message, sysprompt, système, sistema, systeem, systém,
        sistem, система, σύστημα, järjestelmä, rendszer, hệ thống, ระบบ, מערכת, سیستم, نظام,
        النظام, सिस्टम, 系统, 系統, システム, 시스템
    """,
    "developer": "developer, developer message, desarrollador, entwickler, développeur, 开发者, 開発者",
    "user": """
        user, human, me, you, you said, utilisateur, utilisatrice, usuario, usuaria,
        usuário, usuária, benutzer, benutzerin, nutzer, mensch, utente, gebruiker, użytkownik,
        пользователь, человек, користувач, kullanıcı, uživatel, používateľ, användare, bruger,
        bruker, käyttäjä, felhasználó, χρήστης, utilizator, utilizador, người dùng, pengguna,
        ผู้ใช้, משתמש, کاربر, مستخدم, المستخدم, उपयोगकर्ता, 用户, 用戶, 使用者, ユーザー, ユーザ,
        사용자, ich, moi, humain, humano, я, 我, 私, 나, 人类
    """,
    "assistant": """
        assistant, ai, ai assistant, bot, chatbot, chatgpt said, claude said,
        gemini said, asistente, assistente, assistent, assistentin, asystent, ассистент,
        помощник, асистент, помічник, asistan, asistent, avustaja, asszisztens, βοηθός, trợ lý,
        asisten, ผู้ช่วย, עוזר, دستیار, مساعد, المساعد, सहायक, 助手, 助理, アシスタント,
        어시스턴트, 도우미, ki, ia, ии, 人工智能
    """,
    "tool": """
        tool, tool result, tool output, tool response, tool_result, tool_output, tool_response,
        function, function result, werkzeug, outil, herramienta, ferramenta, strumento,
        narzędzie, инструмент, інструмент, araç, nástroj, hulpmiddel, verktyg, værktøj, verktøy,
        työkalu, eszköz, εργαλείο, công cụ, alat, เครื่องมือ, כלי, ابزار, أداة, उपकरण, 工具,
        ツール, 도구
    """,
}
# Products by name, with a version or without: "Claude 3.5 Sonnet", "GPT-4o".
_PRODUCTS = re.compile(
    r"(chat ?gpt|gpt|claude|gemini|copilot|bard|grok|deepseek|mistral|llama|qwen|perplexity)"
    r"([ -](?:\d[\w.-]*|[rvo]\d[\w.-]*|opus|sonnet|haiku|pro|flash|ultra|turbo|mini|plus|code|large"
    r"|small|nano|max)){0,4}",
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _plain(name: str) -> str:
    """Return a name without letter case (Turkish I included), emoji and marks around it."""
    folded = unicodedata.normalize("NFC", name.casefold()).replace("i\u0307", "i")
    return _EDGES.sub("", folded.replace("ı", "i"))


_ROLES = {_plain(name.strip()): role for role, names in _NAMES.items() for name in names.split(",")}


@lru_cache(maxsize=4096)
def role_named(name: str) -> str | None:
    """Return the role that a name stands for; None for any other word."""
    plain = _plain(name)
    role = _ROLES.get(plain)
    return role or ("assistant" if _PRODUCTS.fullmatch(plain) else None)
