// SPDX-License-Identifier: Apache-2.0
/// Signatures of heads that are not one stretch of text.
#include <algorithm>

#include "parse/languages/c_family.hpp"

namespace kompress::parse::languages {
namespace {

std::string_view directive_of(std::string_view line) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string_view::npos || line[hash] != '#') return {};
    const std::size_t name = line.find_first_not_of(" \t", hash + 1);
    return name == std::string_view::npos ? line.substr(hash) : line.substr(name);
}

/// Copies the lines of `text` that are neither directives nor in a branch behind the first; returns their size.
std::size_t copy_first_branch(std::string_view text, char* out) {
    std::size_t size = 0, skipped = 0;  // groups open in what is skipped, its own included
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view line = text.substr(at, next - at), directive = directive_of(line);
        at = next;
        if (directive.empty()) {
            if (skipped == 0) size = static_cast<std::size_t>(std::copy(line.begin(), line.end(), out + size) - out);
        } else if (directive.starts_with("if")) {
            skipped += skipped > 0;
        } else if (directive.starts_with("endif")) {
            skipped -= skipped > 0;
        } else if (directive.starts_with("el") && skipped == 0) {
            skipped = 1;
        }
    }
    return size;
}

}  // namespace

namespace {

/// Both texts, folded, with `between` them and without what ends a declaration.
std::string_view join(Definer& definer, std::string_view before, std::string_view between, std::string_view after) {
    before = definer.fold(before), after = definer.fold(after);
    char* out = definer.arena().allocate(before.size() + between.size() + after.size());
    char* at = std::copy(before.begin(), before.end(), out);
    at = std::copy(between.begin(), between.end(), at);
    at = std::copy(after.begin(), after.end(), at);
    std::string_view signature(out, static_cast<std::size_t>(at - out));
    while (!signature.empty() && std::string_view(" ;=").find(signature.back()) != std::string_view::npos) signature.remove_suffix(1);
    return signature;
}

}  // namespace

std::string_view signature_around(Definer& definer, TSNode node, TSNode body, std::uint32_t end) {
    const std::string_view source = definer.source();
    const std::uint32_t start = ts_node_start_byte(node), behind = ts_node_end_byte(body);
    return join(definer, source.substr(start, ts_node_start_byte(body) - start), " {\xe2\x80\xa6} ",
                source.substr(behind, end > behind ? end - behind : 0));
}

void sign_declarator(Definer& definer, TSNode node, TSNode first, TSNode child, std::uint32_t end, Draft& draft) {
    const std::string_view source = definer.source();
    const std::uint32_t start = ts_node_start_byte(child);
    std::size_t stop = source.find_first_not_of(" \t\r\n", std::min(end, ts_node_end_byte(child)));
    if (stop != std::string_view::npos && source[stop] == ':') stop = source.find_first_of(",;", stop);  // a bitfield
    const bool is_first = ts_node_eq(first, child);
    if (stop == std::string_view::npos || (is_first && source[stop] != ',' && end >= ts_node_end_byte(node))) return;
    if (is_first) {
        draft.signature_end = source[stop] == ',' ? static_cast<std::uint32_t>(stop) : end;
        return;
    }
    const std::uint32_t specifiers = ts_node_start_byte(node);
    draft.signature = join(definer, source.substr(specifiers, ts_node_start_byte(first) - specifiers), " ",
                           source.substr(start, std::min<std::size_t>(stop, end) - start));
}

void drop_branches(Definer& definer, TSNode node, Draft& draft) {
    const TSNode wrapper = definer.wrapper();
    const std::uint32_t begin = draft.start_byte.value_or(ts_node_start_byte(is_null(wrapper) ? node : wrapper));
    if (begin >= draft.signature_end) return;
    const std::string_view text = definer.source().substr(begin, draft.signature_end - begin);
    if (text.find('#') == std::string_view::npos) return;
    char* out = definer.arena().allocate(text.size());
    const std::size_t size = copy_first_branch(text, out);
    definer.arena().shrink(text.size() - size);
    draft.signature = definer.fold({out, size});
}

}  // namespace kompress::parse::languages
