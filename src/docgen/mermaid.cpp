// SPDX-License-Identifier: Apache-2.0
#include "docgen/mermaid.hpp"

namespace kompress::docgen {
namespace {

constexpr std::size_t MaxLabelBytes = 80;

bool is_harmless(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '/' || c == '-' || c == ' ' || c == ',';
}

/// Bytes of the UTF-8 sequence at `at`, or 0 when there is none.
std::size_t sequence(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned lead = byte(0);
    if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
    if ((lead & 0xf0) == 0xe0) return follows(1) && follows(2) && (lead != 0xe0 || byte(1) >= 0xa0) && (lead != 0xed || byte(1) < 0xa0) ? 3 : 0;
    if (lead >= 0xf0 && lead <= 0xf4)
        return follows(1) && follows(2) && follows(3) && (lead != 0xf0 || byte(1) >= 0x90) && (lead != 0xf4 || byte(1) < 0x90) ? 4 : 0;
    return 0;
}

}  // namespace

std::string mermaid_label(std::string_view text) {
    std::string label = "\"";
    for (std::size_t i = 0; i < text.size();) {
        if (i >= MaxLabelBytes) {
            label += "…";
            break;
        }
        const char c = text[i];
        if (const std::size_t size = sequence(text, i)) {
            label += text.substr(i, size);
            i += size;
            continue;
        }
        ++i;
        if (is_harmless(c)) label += c;
        else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) label += '_';
        else label += "#" + std::to_string(static_cast<int>(c)) + ";";
    }
    if (label.size() == 1) label += '_';
    return label + "\"";
}

bool Diagram::node(const std::string& key, std::string_view label) {
    if (ids_.contains(key)) return true;
    if (ids_.size() >= MaxNodes) return false;
    const std::string id = "n" + std::to_string(ids_.size());
    ids_.emplace(key, id);
    nodes_text_ += std::string(in_frame_ ? "    " : "  ") + (kind_ == Kind::Classes ? "class " : "") + id + "[" + mermaid_label(label) + "]\n";
    return true;
}

void Diagram::frame(std::string_view title) {
    if (kind_ == Kind::Classes) return;
    if (in_frame_) nodes_text_ += "  end\n";
    in_frame_ = !title.empty();
    if (in_frame_) nodes_text_ += "  subgraph s" + std::to_string(frames_++) + "[" + mermaid_label(title) + "]\n";
}

void Diagram::edge(const std::string& from, const std::string& to, std::string_view label) {
    const auto a = ids_.find(from), b = ids_.find(to);
    if (a == ids_.end() || b == ids_.end() || a == b || edges_.size() >= MaxEdges || !edges_.emplace(a->second, b->second).second) return;
    if (kind_ == Kind::Classes) edges_text_ += "  " + b->second + " <|-- " + a->second + "\n";
    else edges_text_ += "  " + a->second + (label.empty() ? " --> " : " -->|" + mermaid_label(label) + "| ") + b->second + "\n";
}

void Diagram::stress(const std::string& key) {
    if (const auto found = ids_.find(key); found != ids_.end()) stressed_.push_back(found->second);
}

std::string Diagram::block() const {
    if (edges_.empty()) return {};
    static constexpr const char* Heads[] = {"flowchart LR", "flowchart BT", "classDiagram\n  direction BT"};
    std::string text = std::string("```mermaid\n") + Heads[static_cast<std::size_t>(kind_)] + "\n" + nodes_text_ + (in_frame_ ? "  end\n" : "") + edges_text_;
    if (kind_ != Kind::Classes)
        for (const std::string& id : stressed_) text += "  style " + id + " stroke-width:3px\n";
    return text + "```\n\n";
}

}  // namespace kompress::docgen
