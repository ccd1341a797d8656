// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <thread>

#include "base/machine.hpp"
#include "base/try.hpp"
#include "fs/read_blocks.hpp"
#include "kompress/tokens.hpp"
#include "tokens/models.hpp"
#include "tokens/stream_counter.hpp"

namespace kompress {
namespace {

using tokens::ModelTokens;

Result<ModelTokens> chosen(const TokenOptions& options) {
    if (!options.model.empty() && !options.encoding.empty())
        return Error{ErrorCode::InvalidArgument, "a model has one encoding; give either the model or the encoding"};
    if (!options.model.empty()) {
        auto model = tokens::model_tokens(options.model);
        if (!model) return Error{ErrorCode::InvalidArgument, model.error().message};
        return model;
    }
    for (const auto encoding : {tokens::Encoding::O200kBase, tokens::Encoding::Cl100kBase})
        if (options.encoding.empty() || options.encoding == tokens::encoding_name(encoding)) return ModelTokens{"", encoding};
    return Error{ErrorCode::InvalidArgument, "'" + options.encoding + "' is no encoding that is carried; there are o200k_base and cl100k_base"};
}

/// In tokens of the encoding; estimates come from the sums.
TokenCount count_file(const tokens::Tokenizer& tokenizer, const std::string& path) {
    tokens::StreamCounter counter(tokenizer);
    TokenCount count;
    count.path = path;
    if (const auto read = fs::read_blocks(path, [&](std::string_view block) { counter.add(block); }); !read) {
        count.error = read.error().message;
        if (read.error().code == ErrorCode::InvalidArgument) count.error += ", as in: git ls-files -z | kompress tokens --files0-from -";
        return count;
    }
    counter.finish();
    count.bytes = counter.bytes();
    count.tokens = counter.tokens();
    count.replaced = counter.replaced();
    count.is_exact = counter.is_exact();
    return count;
}

void count_files(const std::vector<std::string>& paths, const tokens::Tokenizer& tokenizer, unsigned jobs, std::vector<TokenCount>& counts) {
    counts.resize(paths.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i; (i = next.fetch_add(1)) < paths.size();) counts[i] = count_file(tokenizer, paths[i]);
    };
    const std::size_t threads = std::min<std::size_t>(jobs != 0 ? jobs : usable_processors(), paths.size());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
    work();
}

void add_to(TokenCount& total, const TokenCount& count) {
    if (!count.error.empty()) return;
    total.bytes += count.bytes;
    total.tokens += count.tokens;
    total.replaced += count.replaced;
    total.is_exact = total.is_exact && count.is_exact;
}

}  // namespace

Result<TokenReport> count_tokens(const std::vector<std::string>& paths, const TokenOptions& options) {
    KOMPRESS_TRY_VALUE(model, chosen(options));
    TokenReport report;
    report.model = options.model;
    report.encoding = tokens::encoding_name(model.encoding);
    report.factor = model.factor;
    report.basis = model.basis;
    count_files(paths, tokens::Tokenizer::get(model.encoding), options.jobs, report.files);
    for (const TokenCount& count : report.files) add_to(report.total, count);
    const auto estimate = [&](TokenCount& count) {
        count.tokens = model.scaled(count.tokens);
        count.is_exact = count.is_exact && model.is_exact;
    };
    std::for_each(report.files.begin(), report.files.end(), estimate);
    estimate(report.total);
    return report;
}

}  // namespace kompress
