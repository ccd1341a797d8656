#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts what a tool sent to a provider: requests, input tokens (o200k_base), the largest prompt.

    kompress-fake-llm --port 8089 --record-requests sent.jsonl &
    OPENAI_BASE_URL=http://127.0.0.1:8089/v1 … the tool …
    prompt_tokens.py KOMPRESS sent.jsonl

usage: prompt_tokens.py KOMPRESS RECORDING…"""
import json, os, subprocess, sys, tempfile


def prompts(path):
    for line in open(path):
        body = json.loads(line).get("body")
        body = json.loads(body) if isinstance(body, str) and body.startswith("{") else body
        if not isinstance(body, dict) or "messages" not in body: continue
        text = body.get("system", "") if isinstance(body.get("system", ""), str) else ""
        for message in body["messages"]:
            content = message["content"]
            text += content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
        yield text + (json.dumps(schema, separators=(",", ":")) if schema else "")


def tokens(kompress, text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file: file.write(text)
    try:
        return int(subprocess.run([kompress, "tokens", file.name], capture_output=True, text=True, check=True).stdout.split()[0])
    finally:
        os.unlink(file.name)


kompress = os.path.abspath(sys.argv[1])
for recording in sys.argv[2:]:
    texts = list(prompts(recording))
    largest = max(texts, key=len, default="")
    print(f"{recording}: {len(texts)} requests, {tokens(kompress, ''.join(texts)):,} input tokens, the largest {tokens(kompress, largest):,}")
