// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writes Mermaid that cannot be invalid: ids are ours, and labels hold nothing that means anything to Mermaid.
///
/// Labels come from repositories: whatever is not a letter, a digit or one of a few signs becomes a character reference, so
/// that a directive (`%%{init}%%`), a quote or a tag in a name is shown and does nothing. A diagram has at most MaxNodes nodes
/// and MaxEdges edges, far below what viewers refuse. Threading: plain values.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kompress::docgen {

/// A label in quotes, cut after 80 bytes.
std::string mermaid_label(std::string_view text);

/// A graph of boxes and arrows, or of classes; the text is the same for the same calls in the same order.
class Diagram {
  public:
    enum class Kind : std::uint8_t { Flow, FlowDown, Classes };
    static constexpr std::size_t MaxNodes = 60, MaxEdges = 200;

    explicit Diagram(Kind kind) : kind_(kind) {}
    /// The node of that key, made when it is new. False when there is no room for another.
    bool node(const std::string& key, std::string_view label);
    /// From now on nodes stand in a frame with that title; "" ends it. Flow only.
    void frame(std::string_view title);
    /// An arrow between two nodes that are there; in a diagram of classes, from a class to what it extends. Once for each pair.
    void edge(const std::string& from, const std::string& to, std::string_view label = {});
    /// Draws a node apart from the others: what the diagram is about.
    void stress(const std::string& key);

    std::size_t nodes() const { return ids_.size(); }
    std::size_t edges() const { return edges_.size(); }
    bool has(const std::string& key) const { return ids_.contains(key); }
    /// A fenced block of Markdown; "" without an edge.
    std::string block() const;

  private:
    Kind kind_;
    std::map<std::string, std::string> ids_;
    std::set<std::pair<std::string, std::string>> edges_;
    std::string nodes_text_, edges_text_;
    std::vector<std::string> stressed_;
    bool in_frame_ = false;
    std::size_t frames_ = 0;
};

}  // namespace kompress::docgen
