// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The tables of responses.sqlite: answers that cost money, what every request cost, batches under way.
///
/// Unlike the index it cannot be built again, so it survives every rebuild, is synchronised at each commit, and a file of
/// a newer program is refused rather than replaced. Amounts are pico-dollars (-1: the price is not known), times seconds
/// since 1970 UTC. Rows of `response` never change; what changes at each use is beside them, so that a use rewrites
/// forty bytes and the checksum covers all that an answer says.

#include <cstdint>

namespace kompress::store {

/// Can this program read that file? History:
///   1  responses with their uses, runs, requests, batches
inline constexpr std::int64_t ResponsesFormatVersion = 1;
/// "kmpa" as SQLite's application_id.
inline constexpr std::int64_t ResponsesApplicationId = 0x6b6d7061;

inline constexpr const char* ResponsesSchemaSql = R"sql(
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;  -- bytes, hits, misses, saved, evicted, damaged
CREATE TABLE response(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key BLOB NOT NULL UNIQUE,     -- SHA-256 of the request
  checksum BLOB NOT NULL,       -- 16 bytes: XXH3-128 over key and every other column
  created INTEGER NOT NULL,
  finish INTEGER NOT NULL,      -- kompress::FinishReason
  cost INTEGER NOT NULL,
  usage BLOB NOT NULL,          -- varints: input, cache_read, cache_write, cache_write_long, output, reasoning, provider_cost + 1, flags
  provider TEXT NOT NULL, model TEXT NOT NULL, label TEXT NOT NULL, template TEXT NOT NULL,
  text BLOB NOT NULL);          -- a zstd frame
CREATE TABLE use(
  response INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,       -- what the answer takes of the file, see response_cache.cpp
  used INTEGER NOT NULL,        -- when it was last asked for, in milliseconds
  hits INTEGER NOT NULL);
CREATE INDEX use_order ON use(used, response);
CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  command TEXT NOT NULL,
  started INTEGER NOT NULL, ended INTEGER NOT NULL,  -- 0 while it runs
  state INTEGER NOT NULL,       -- store::RunState
  cache_hits INTEGER NOT NULL, saved INTEGER NOT NULL);
CREATE INDEX run_open ON run(id) WHERE state = 0;
CREATE TABLE request(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  state INTEGER NOT NULL,       -- store::RequestState
  is_batch INTEGER NOT NULL,    -- goes on after its run
  is_estimated INTEGER NOT NULL,
  started INTEGER NOT NULL, ended INTEGER NOT NULL,
  cost INTEGER NOT NULL,        -- reserved until settled
  input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL,
  output INTEGER NOT NULL, reasoning INTEGER NOT NULL,  -- reserved until settled
  key BLOB NOT NULL,
  provider TEXT NOT NULL, model TEXT NOT NULL, label TEXT NOT NULL,
  reason TEXT NOT NULL);        -- why it failed, or ''
CREATE INDEX request_run ON request(run);
CREATE INDEX request_started ON request(started);
CREATE TABLE batch(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  state INTEGER NOT NULL,       -- store::BatchState
  created INTEGER NOT NULL, changed INTEGER NOT NULL,
  provider TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
  tag TEXT NOT NULL UNIQUE,     -- sent along, so that a batch whose id was lost is found at the provider
  provider_id TEXT NOT NULL,    -- '' until the provider gave one
  reason TEXT NOT NULL);
CREATE TABLE batch_item(
  batch INTEGER NOT NULL,
  custom_id TEXT NOT NULL,
  is_done INTEGER NOT NULL,
  request INTEGER NOT NULL,     -- request.id, 0 for none
  key BLOB NOT NULL,
  label TEXT NOT NULL,
  prompt BLOB NOT NULL,         -- a zstd frame
  PRIMARY KEY(batch, custom_id)) WITHOUT ROWID;
CREATE INDEX batch_item_key ON batch_item(key) WHERE is_done = 0;
)sql";

}  // namespace kompress::store
