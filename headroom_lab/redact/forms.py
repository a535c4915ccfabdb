"""What vendors' tokens look like: facts with their source, as known on the date below."""

from __future__ import annotations

from typing import NamedTuple

FORMS_DATE = "2026-11-28"

_WORD = "[A-Za-z0-9]"
_BASE = "[A-Za-z0-9_-]"


class Form(NamedTuple):
    """A kind of token: the prefixes it begins with, what follows, and who says so."""

    vendor: str
    prefixes: tuple[str, ...]
    rest: str
    source: str


# What has capitals, digits or a long run: so "sk-learn-some-words" is no key.
_MIXED = (
    rf"(?=(?:ant|proj|svcacct|admin|or|lf|live|test)-|[A-Za-z0-9_-]{{0,60}}[0-9A-Z]|{_WORD}{{20}})"
)

FORMS = (
    Form(
        "OpenAI, Anthropic, OpenRouter, DeepSeek, Langfuse",
        ("sk-", "pk-lf-"),
        rf"{_MIXED}{_BASE}{{16,}}",
        "https://platform.openai.com/docs/api-reference/authentication, "
        "https://docs.claude.com/en/api/overview",
    ),
    Form("Groq", ("gsk_",), f"{_WORD}{{20,}}", "https://console.groq.com/docs/quickstart"),
    Form(
        "Hugging Face",
        ("hf_", "api_org_"),
        f"{_WORD}{{20,}}",
        "https://huggingface.co/docs/hub/security-tokens",
    ),
    Form("Replicate", ("r8_",), f"{_WORD}{{20,}}", "https://replicate.com/docs/topics/security"),
    Form("xAI", ("xai-",), f"{_BASE}{{20,}}", "https://docs.x.ai/docs/overview"),
    Form("Perplexity", ("pplx-",), f"{_BASE}{{20,}}", "https://docs.perplexity.ai"),
    Form("Fireworks", ("fw_",), f"{_WORD}{{20,}}", "https://docs.fireworks.ai"),
    Form("NVIDIA", ("nvapi-",), f"{_BASE}{{20,}}", "https://build.nvidia.com"),
    Form("Tavily", ("tvly-",), f"{_BASE}{{16,}}", "https://docs.tavily.com"),
    Form(
        "LangSmith",
        ("lsv2_pt_", "lsv2_sk_"),
        r"[A-Za-z0-9_]{20,}",
        "https://docs.langchain.com/langsmith/create-account-api-key",
    ),
    Form("Pinecone", ("pcsk_",), r"[A-Za-z0-9_]{20,}", "https://docs.pinecone.io"),
    Form(
        "Google",
        ("AIza", "ya29.", "GOCSPX-", "1//0"),
        f"{_BASE}{{20,}}",
        "https://cloud.google.com/docs/authentication/api-keys",
    ),
    Form(
        "AWS access keys",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        "[0-9A-Z]{16,}(?![a-z])",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    Form(
        "AWS Bedrock and session tokens",
        ("ABSK", "bedrock-api-key-", "IQoJb3JpZ2lu", "FwoGZXIvYXdz"),
        "[A-Za-z0-9+/=]{40,}",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
    ),
    Form(
        "GitHub",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"[A-Za-z0-9_]{20,}",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/"
        "about-authentication-to-github#githubs-token-formats",
    ),
    Form(
        "GitLab",
        (
            *("glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-"),
            *("glimt-", "glagent-", "glwt-", "glsoat-", "glffct-", "GR1348941", "gitlab-sess"),
        ),
        r"[A-Za-z0-9_.-]{16,}",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
    ),
    Form(
        "Atlassian and Bitbucket",
        ("ATATT3", "ATCTT3", "ATBB", "BBDC-", "ATOA"),
        r"[A-Za-z0-9_=+/-]{20,}",
        "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
    ),
    Form("npm", ("npm_",), f"{_WORD}{{30,}}", "https://docs.npmjs.com/about-access-tokens"),
    Form("PyPI", ("pypi-",), f"{_BASE}{{32,}}", "https://pypi.org/help/#apitoken"),
    Form(
        "RubyGems", ("rubygems_",), f"{_WORD}{{32,}}", "https://guides.rubygems.org/api-key-scopes/"
    ),
    Form("crates.io", ("cio",), f"{_WORD}{{32}}(?!{_WORD})", "https://crates.io/settings/tokens"),
    Form("NuGet", ("oy2",), "[a-z0-9]{43}(?![a-z0-9])", "https://learn.microsoft.com/nuget/"),
    Form(
        "Docker",
        ("dckr_pat_", "dckr_oat_"),
        f"{_BASE}{{20,}}",
        "https://docs.docker.com/security/access-tokens/",
    ),
    Form("Artifactory", ("AKCp", "cmVmdGtuO"), f"{_WORD}{{20,}}", "https://jfrog.com/help/"),
    Form(
        "Slack",
        ("xoxb-", "xoxp-", "xoxa-", "xoxe-", "xoxe.", "xoxo-", "xoxr-", "xoxs-", "xoxc-", "xoxd-"),
        r"[A-Za-z0-9%.-]{10,}",
        "https://docs.slack.dev/authentication/tokens",
    ),
    Form("Slack apps", ("xapp-",), r"[A-Za-z0-9-]{10,}", "https://docs.slack.dev/authentication"),
    Form(
        "Stripe and Clerk",
        (
            *("sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_"),
            *("sk_org_", "whsec_"),
        ),
        r"[A-Za-z0-9_+/=]{16,}",
        "https://docs.stripe.com/keys",
    ),
    Form("Twilio", ("SK",), "[0-9a-f]{32}(?![0-9a-f])", "https://www.twilio.com/docs/iam/api-keys"),
    Form(
        "SendGrid",
        ("SG.",),
        r"[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}",
        "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    ),
    Form(
        "Mailgun",
        ("key-", "pubkey-"),
        "[0-9a-f]{32}(?![0-9a-f])",
        "https://documentation.mailgun.com",
    ),
    Form("Brevo", ("xkeysib-", "xsmtpsib-"), f"{_BASE}{{32,}}", "https://developers.brevo.com"),
    Form(
        "Resend",
        ("re_",),
        r"(?=[A-Za-z_]*\d)[A-Za-z0-9]{6,}_[A-Za-z0-9]{16,}",
        "https://resend.com/docs",
    ),
    Form(
        "Shopify",
        ("shpat_", "shpca_", "shppa_", "shpss_", "shpua_"),
        f"{_WORD}{{20,}}",
        "https://shopify.dev/docs/apps/build/authentication-authorization",
    ),
    Form(
        "Square",
        ("sq0atp-", "sq0csp-", "sq0idp-", "EAAAE", "EAAAl"),
        f"{_BASE}{{20,}}",
        "https://developer.squareup.com/docs/build-basics/access-tokens",
    ),
    Form(
        "Facebook",
        ("EAACEdEose0cBA", "EAAG", "EAAB"),
        f"{_WORD}{{40,}}",
        "https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
    ),
    Form(
        "DigitalOcean",
        ("dop_v1_", "doo_v1_", "dor_v1_"),
        f"{_WORD}{{20,}}",
        "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    ),
    Form(
        "Databricks",
        ("dapi", "dkea", "dose"),
        f"[0-9a-f]{{32}}{_WORD}*",
        "https://docs.databricks.com",
    ),
    Form(
        "HashiCorp",
        ("hvs.", "hvb.", "hvr."),
        f"{_BASE}{{12,}}",
        "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
    ),
    Form("Grafana", ("glsa_", "glc_"), r"[A-Za-z0-9_+/=]{20,}", "https://grafana.com/docs"),
    Form("New Relic", ("NRAK-", "NRJS-", "NRII-"), f"{_BASE}{{16,}}", "https://docs.newrelic.com"),
    Form("Sentry", ("sntrys_", "sntryu_"), r"[A-Za-z0-9_+/=-]{20,}", "https://docs.sentry.io"),
    Form("SonarQube", ("sqp_", "squ_", "sqa_"), r"[0-9a-f]{40}\w*", "https://docs.sonarsource.com"),
    Form("Postman", ("PMAK-",), f"{_BASE}{{20,}}", "https://learning.postman.com"),
    Form("Notion", ("ntn_", "secret_"), f"{_WORD}{{40,}}", "https://developers.notion.com"),
    Form("Linear", ("lin_api_", "lin_oauth_"), f"{_WORD}{{20,}}", "https://linear.app/developers"),
    Form("Figma", ("figd_", "figo_"), f"{_BASE}{{20,}}", "https://www.figma.com/developers/api"),
    Form(
        "Doppler", ("dp.pt.", "dp.st.", "dp.ct."), r"[A-Za-z0-9_.]{20,}", "https://docs.doppler.com"
    ),
    Form(
        "Supabase",
        ("sbp_", "sb_secret_"),
        f"{_BASE}{{20,}}",
        "https://supabase.com/docs/guides/api/api-keys",
    ),
    Form(
        "PlanetScale",
        ("pscale_tkn_", "pscale_pw_", "pscale_oauth_"),
        f"{_BASE}{{20,}}",
        "https://planetscale.com/docs",
    ),
    Form("Netlify", ("nfp_", "nfc_"), f"{_WORD}{{20,}}", "https://docs.netlify.com"),
    Form("Fly.io", ("fm1_", "fm2_", "fo1_"), r"[A-Za-z0-9_+/=-]{20,}", "https://fly.io/docs"),
    Form("Heroku", ("HRKU-",), f"{_BASE}{{20,}}", "https://devcenter.heroku.com"),
    Form("Buildkite", ("bkua_",), f"{_WORD}{{20,}}", "https://buildkite.com/docs/apis"),
    Form("CircleCI", ("CCIPAT_", "CCIPRJ_"), r"[A-Za-z0-9_]{20,}", "https://circleci.com/docs"),
    Form("Contentful", ("CFPAT-",), f"{_BASE}{{20,}}", "https://www.contentful.com/developers"),
    Form("1Password", ("ops_eyJ",), f"{_BASE}{{40,}}", "https://developer.1password.com"),
    Form("age", ("AGE-SECRET-KEY-1",), "[0-9A-Z]{40,}", "https://age-encryption.org/v1"),
    Form(
        "JSON Web Token (RFC 7519)",
        ("eyJ",),
        rf"(?<!{_BASE}eyJ)@[A-Za-z0-9_-]{{6,4000}}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){{0,2}}",
        "https://www.rfc-editor.org/rfc/rfc7519",
    ),
    Form(
        "password hashes (crypt, bcrypt, Argon2, Apache)",
        (
            "$apr1$",
            "$1$",
            "$5$",
            "$6$",
            "$y$",
            "$2a$",
            "$2b$",
            "$2y$",
            "$argon2",
            "$scrypt$",
            "{SSHA}",
            "{SHA}",
        ),
        r"[A-Za-z0-9./$=,+-]{20,}",
        "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
    ),
    Form(
        "Django's password hashes",
        ("pbkdf2_sha256$", "pbkdf2_sha1$", "bcrypt_sha256$"),
        r"[A-Za-z0-9./$=+-]{20,}",
        "https://docs.djangoproject.com/en/5.2/topics/auth/passwords/",
    ),
)
