// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A ParsedFile as text that a person can review and a golden file can hold.

#include <string>

#include "model/parsed_file.hpp"

namespace kompress::test {

std::string dump_facts(const ParsedFile& file);
/// The same and all else that is stored, for comparing: ids, offsets and hashes.
std::string dump_all_facts(const ParsedFile& file);

}  // namespace kompress::test
