// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which tokens a model counts in.
///
/// OpenAI's models use o200k_base or cl100k_base, and counts are exact. The vocabularies of other models are not carried:
/// their counts are those of o200k_base times a factor, and are shown with '~'. Each factor says where it comes from.

#include <cstdint>
#include <span>
#include <string_view>

#include "kompress/result.hpp"
#include "tokens/tokenizer.hpp"

namespace kompress::tokens {

struct ModelTokens {
    std::string_view prefix;  ///< of the model's name, lower case
    Encoding encoding = Encoding::O200kBase;
    double factor = 1;        ///< of the model's tokens to those of `encoding`, over source code
    bool is_exact = true;
    std::string_view basis = {};  ///< where an inexact factor comes from; "" when exact

    /// The model's tokens for `count` tokens of `encoding`, rounded up.
    std::uint64_t scaled(std::uint64_t count) const;
};

/// The row of the longest prefix. Case does not matter; a provider ("openai/gpt-4o") and "ft:" before the name are passed
/// over. Errors: NotFound, also for OpenAI's models of before 2022, whose encodings are not carried.
Result<ModelTokens> model_tokens(std::string_view model);
std::span<const ModelTokens> known_models();

}  // namespace kompress::tokens
