// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `kompress cache warm FILE`: asks what the cache does not know yet.

#include "cli/commands.hpp"

namespace kompress::cli {

Run configure_cache_warm(CLI::App& app, Session& session);

}  // namespace kompress::cli
