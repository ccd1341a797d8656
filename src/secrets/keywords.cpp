// SPDX-License-Identifier: Apache-2.0
#include "secrets/keywords.hpp"

#include <bit>
#include <cassert>

namespace kompress::secrets {
namespace {

constexpr std::uint32_t None = ~0u;

struct Node {
    std::vector<std::uint32_t> child;
    std::uint32_t fail = 0;
    std::vector<std::uint32_t> words;  // that end here, the longest first
};

}  // namespace

Keywords::Keywords(const std::vector<Word>& words) {
    std::uint8_t classes = 1;
    for (const Word& word : words)
        for (const char c : word.text) {
            std::uint8_t& of = class_of_[static_cast<unsigned char>(c)];
            if (of == 0) of = classes++;
        }
    for (char c = 'a'; c <= 'z'; ++c) class_of_[static_cast<unsigned char>(c - 'a' + 'A')] = class_of_[static_cast<unsigned char>(c)];
    shift_ = static_cast<unsigned>(std::bit_width(static_cast<unsigned>(classes) - 1));

    std::vector<Node> nodes(1, Node{std::vector<std::uint32_t>(classes, None), 0, {}});
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        std::uint32_t at = 0;
        for (const char c : words[i].text) {
            const std::uint8_t of = class_of_[static_cast<unsigned char>(c)];
            if (nodes[at].child[of] == None) {
                nodes[at].child[of] = static_cast<std::uint32_t>(nodes.size());
                nodes.push_back({std::vector<std::uint32_t>(classes, None), 0, {}});
            }
            at = nodes[at].child[of];
        }
        nodes[at].words.push_back(i);
    }
    assert(nodes.size() < 65536);

    // Breadth first: a node's failure is nearer to the root and finished before it.
    std::vector<std::uint32_t> order(1, 0);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint32_t at = order[i];
        const auto& inherited = nodes[nodes[at].fail].words;
        if (at != 0) nodes[at].words.insert(nodes[at].words.end(), inherited.begin(), inherited.end());
        for (std::uint8_t of = 0; of < classes; ++of) {
            const std::uint32_t by_failure = at == 0 ? 0 : nodes[nodes[at].fail].child[of];
            std::uint32_t& child = nodes[at].child[of];
            if (child == None) {
                child = by_failure;
            } else {
                nodes[child].fail = by_failure;
                order.push_back(child);
            }
        }
    }

    // Numbers: states that accept nothing first, in this order, so that the root is 0 and what is near it lies together.
    std::vector<std::uint32_t> number(nodes.size());
    std::uint32_t given = 0;
    for (const std::uint32_t at : order)
        if (nodes[at].words.empty()) number[at] = given++;
    first_accepting_ = given;
    for (const std::uint32_t at : order) {
        if (nodes[at].words.empty()) continue;
        number[at] = given++;
        accepts_.push_back(static_cast<std::uint32_t>(outputs_.size()));
        for (const std::uint32_t word : nodes[at].words)
            outputs_.push_back({static_cast<std::uint32_t>(words[word].text.size()), words[word].value});
    }
    accepts_.push_back(static_cast<std::uint32_t>(outputs_.size()));

    next_.assign(nodes.size() << shift_, 0);
    for (std::uint32_t at = 0; at < nodes.size(); ++at)
        for (std::uint8_t of = 0; of < classes; ++of)
            next_[(std::size_t{number[at]} << shift_) | of] = static_cast<std::uint16_t>(number[nodes[at].child[of]]);
}

}  // namespace kompress::secrets
