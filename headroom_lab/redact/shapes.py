"""Tokens that a vendor gives no prefix: facts with their source, as known on the same date."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A kind of token without a prefix: a literal in its midst, where the pattern begins.

    Its last group, or the whole match with up to ``back`` characters before it, is the secret.
    """

    vendor: str
    hint: str
    pattern: str
    source: str
    back: int = 0


SHAPES = (
    Shape(
        "Azure client secrets",
        "Q~",
        r"Q~(?<=[A-Za-z0-9_~.-]{3}[0-9]Q~)[A-Za-z0-9_~.-]{31,34}",
        "https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret",
        4,
    ),
    Shape(
        "Azure DevOps, Azure OpenAI and other keys with a signature",
        "JQQJ99",
        r"JQQJ99(?<=[A-Za-z0-9]{50}JQQJ99)[A-Za-z0-9]{10,30}",
        "https://learn.microsoft.com/purview/sit-defn-azure-devops-personal-access-token",
        60,
    ),
    Shape(
        "Azure storage keys",
        "==",
        r"==(?<=(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==)",
        "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
        86,
    ),
    Shape(
        "Mailchimp",
        "-us",
        r"-us(?<=[0-9a-f]{32}-us)[0-9]{1,2}(?![\w•])",
        "https://mailchimp.com/developer/marketing/guides/quick-start/",
        32,
    ),
    Shape(
        "Mailgun",
        "-",
        r"-(?<=(?<![0-9A-Za-z-])[0-9a-f]{32}-)[0-9a-f]{8}-[0-9a-f]{8}(?![0-9A-Za-z-])",
        "https://documentation.mailgun.com",
        32,
    ),
    Shape(
        "Telegram",
        ":A",
        r":(?<=[0-9]{8}:)(A[A-Za-z0-9_-]{32,36})(?![A-Za-z0-9_-])",
        "https://core.telegram.org/bots/api#authorizing-your-bot",
    ),
    Shape(
        "Discord",
        ".",
        r"\.(?<=[A-Za-z0-9_-]{23}\.)[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![A-Za-z0-9_-])",
        "https://discord.com/developers/docs/reference#authentication",
        28,
    ),
    Shape(
        "Terraform Cloud",
        ".atlasv1.",
        r"\.atlasv1\.(?<=[A-Za-z0-9]{14}\.atlasv1\.)[A-Za-z0-9_-]{40,}",
        "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
        14,
    ),
    Shape(
        "Slack webhooks",
        "hooks.slack.com",
        r"hooks\.slack\.com(?:\\*/)(?:services|workflows|triggers)((?:\\*/[A-Za-z0-9_-]+)+)",
        "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    ),
    Shape(
        "Discord webhooks",
        "webhooks",
        r"discord(?:app)?\.com\\*/api\\*/(?:v[0-9]+\\*/)?webhooks\\*/[0-9]+\\*/([A-Za-z0-9_-]{16,})",
        "https://discord.com/developers/docs/resources/webhook",
    ),
    Shape(
        "Teams webhooks",
        "webhook",
        r"(?:webhook\.office\.com\\*/webhookb2|outlook\.office(?:365)?\.com\\*/webhook)"
        r"\\*/([^\s\"'<>\\]{16,})",
        "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/",
    ),
)
