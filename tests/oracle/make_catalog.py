#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints src/tokens/catalog.toml from the catalog of an npm package that follows models.dev.

usage: npm pack @earendil-works/pi-ai@VERSION && tar xzf *.tgz
       make_catalog.py package DATE > src/tokens/catalog.toml

Prices, limits and tiers are the package's. What it does not say is below and marked so: smallest prefixes, batches,
which parameters a model takes. Read the difference before committing it."""
import decimal, json, pathlib, sys

package, date = pathlib.Path(sys.argv[1]), sys.argv[2]
version = json.loads((package / "package.json").read_text())["version"]

OPENAI = """gpt-6.1-sol gpt-6.1-terra gpt-6-astra gpt-6-sol gpt-6-luna gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.4 gpt-5.4-mini
gpt-5.4-nano gpt-5.3-codex gpt-5.2 gpt-5.1 gpt-5-pro gpt-5 gpt-5-mini gpt-5-nano gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4o gpt-4o-mini o3 o4-mini"""
ANTHROPIC = """claude-fable-5-2 claude-fable-5-1 claude-fable-5 claude-opus-5-5 claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6
claude-opus-4-5 claude-sonnet-5-5 claude-sonnet-5 claude-sonnet-4-6 claude-sonnet-4-5 claude-haiku-5-5 claude-haiku-4-5"""
GOOGLE = """gemini-4-argon gemini-3.8-flash gemini-3.7-flash gemini-3.5-flash gemini-3.5-flash-lite gemini-3.1-pro-preview gemini-3.1-flash-lite
gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite"""
MISTRAL = "mistral-large-4 mistral-large-2512 mistral-medium-2604 mistral-small-2603 devstral-2512 codestral-2508 ministral-8b-2512"
QWEN = "qwen3.8-max-0902 qwen3.8-flash qwen3.7-max qwen3.7-plus qwen3.7-flash qwen3-coder qwen3-coder-flash"
LOCAL = {"gpt-oss:20b": 131072, "gpt-oss:120b": 131072, "qwen3-coder:30b": 262144, "gemma3:27b": 131072, "llama3.3:70b": 131072, "devstral:24b": 131072}

# The shortest prefix that Anthropic caches; models that its documentation does not name are taken for 1,024.
MINIMUM = {"claude-opus-5": 512, "claude-fable-5": 512, "claude-opus-4-7": 2048, "claude-opus-4-6": 4096, "claude-opus-4-5": 4096, "claude-haiku-4-5": 4096}
NO_EFFORT = {"gpt-5-pro", "claude-sonnet-4-5", "claude-haiku-4-5"}

PROVIDERS = {
    "openai": {"max_tokens_field": "max_completion_tokens", "batch": True, "cache_minimum": 1024},
    "anthropic": {"cache_breakpoint": True, "batch": True, "cache_minimum": 1024, "cache_write_multiplier": "1.25", "cache_write_long_multiplier": "2"},
    "google": {"cache_minimum": 1024, "effort": True},
    "deepseek": {"json_schema": False},
    "mistral": {},
    "xai": {"max_tokens_field": "max_completion_tokens"},
    "qwen": {},
    "moonshotai": {},
    "zai": {"json_schema": False},
    "ollama": {"local": True},
}


def decimal_text(value):
    text = format(decimal.Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def toml(value):
    if isinstance(value, bool): return "true" if value else "false"
    if isinstance(value, str): return json.dumps(value)
    if isinstance(value, list): return "[" + ", ".join(toml(v) for v in value) + "]"
    if isinstance(value, dict): return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
    return str(value)


def prices(cost):
    out = {"input": decimal_text(cost["input"]), "output": decimal_text(cost["output"])}
    if cost["cacheRead"] or not cost["input"]: out["cache_read"] = decimal_text(cost["cacheRead"])
    if cost["cacheWrite"]: out["cache_write"] = decimal_text(cost["cacheWrite"])
    return out


def chat_models(name):
    for models in json.loads((package / f"dist/providers/data/{name}.json").read_text()).values():
        for model in models.values():
            if model.get("type") == "chat": yield model


routed = {m["id"]: m for m in chat_models("openrouter")}


def model_table(provider, source):
    name = source["id"].split("/")[-1]
    routed_as = routed.get(f"{provider}/{name}", {})
    table = {"name": name, "provider": provider, "context": max(source["contextWindow"], routed_as.get("contextWindow", 0)), "output": source["maxTokens"]}
    table["price"] = prices(source["cost"])
    if provider == "anthropic": table["price"].pop("cache_write", None)  # as the multiplier says; checked below
    if provider == "anthropic": assert abs(source["cost"]["input"] * 1.25 - source["cost"]["cacheWrite"]) < 1e-9, name
    tiers = [{"above": t["inputTokensAbove"], **prices(t)} for t in source["cost"].get("tiers", [])]
    if tiers: table["long_context"] = tiers
    if name in MINIMUM: table["cache_minimum"] = MINIMUM[name]
    thinks = bool(source.get("reasoning"))
    if provider == "openai" and thinks: table["temperature"] = False
    if provider == "anthropic" and (source["compat"].get("supportsTemperature") is False or name.startswith("claude-fable")): table["temperature"] = False
    if provider in ("openai", "anthropic", "xai") and thinks and name not in NO_EFFORT: table["effort"] = True
    return table


def find(source, names, provider):
    models = {m["id"].split("/")[-1]: m for m in source}
    return [model_table(provider, models[n]) for n in names.split()]


print(f"""# Models, their limits and prices: a snapshot of {date}. Check what matters to you before relying on it.
#
# Source: npm's @earendil-works/pi-ai {version} (MIT), which follows models.dev; made by tests/oracle/make_catalog.py, which
# also says what comes from elsewhere. Qwen's are the prices of OpenRouter. Prices are US dollars per million tokens.
# A file of this form given by the user adds models, and replaces those of the same name and provider.
# docs/commands/models.md explains every key.
snapshot = "{date}"
""")
for name, table in PROVIDERS.items():
    print(f"[provider.{name}]")
    for key, value in table.items(): print(f"{key} = {toml(value)}")
    print()

tables = find(chat_models("openai"), OPENAI, "openai") + find(chat_models("anthropic"), ANTHROPIC, "anthropic") + find(chat_models("google"), GOOGLE, "google")
tables += [model_table("deepseek", m) for m in chat_models("deepseek")] + find(chat_models("mistral"), MISTRAL, "mistral")
tables += [model_table("xai", m) for m in chat_models("xai")]
tables += find((m for m in chat_models("openrouter") if m["id"].startswith("qwen/")), QWEN, "qwen")
tables += find(chat_models("moonshotai"), "kimi-k3.1-pro kimi-k3 kimi-k2.6", "moonshotai") + find(chat_models("zai"), "glm-5.3 glm-5.3-flash", "zai")
tables += [{"name": n, "provider": "ollama", "context": c, "output": 0, "price": {"input": "0", "output": "0"}} for n, c in LOCAL.items()]
tables.append({"name": "*", "provider": "ollama", "context": 0, "output": 0, "price": {"input": "0", "output": "0"}})
for table in tables:
    print("[[model]]")
    for key, value in table.items(): print(f"{key} = {toml(value)}")
    print()
