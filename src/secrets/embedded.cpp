// SPDX-License-Identifier: Apache-2.0
#include "secrets/embedded.hpp"

extern "C" {
extern const char kompress_secret_rules[], kompress_secret_rules_end[];
extern const char kompress_secret_files[], kompress_secret_files_end[];
}

namespace kompress::secrets {

std::string_view embedded_rules() { return {kompress_secret_rules, kompress_secret_rules_end}; }
std::string_view embedded_file_rules() { return {kompress_secret_files, kompress_secret_files_end}; }

}  // namespace kompress::secrets
