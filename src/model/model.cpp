// SPDX-License-Identifier: Apache-2.0
// model is plain data: this file makes sure that its headers compile alone.
#include "model/file_entry.hpp"
#include "model/parsed_file.hpp"
#include "model/source_text.hpp"
