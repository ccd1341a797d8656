// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a language's hook may see and make while the extractor stands on one node.
///
/// Threading: used by one extractor on one thread. Views die with the file's text and arena.

#include <tree_sitter/api.h>

#include <optional>
#include <string_view>

#include "base/text_arena.hpp"
#include "model/parsed_file.hpp"
#include "parse/language_table.hpp"
#include "parse/tree_walk.h"

namespace kompress::parse {

class Extractor;

inline bool is_null(TSNode node) { return ts_node_is_null(node); }
// Broken code lacks any node it likes: these take a null node for one without kind and children.
inline std::string_view kind_of(TSNode node) { return is_null(node) ? "" : ts_node_type(node); }
/// `field` is a literal: its id is remembered by its address.
TSNode child_by_field(TSNode node, const char* field);
/// First named child of one of the kinds; null node when there is none.
TSNode named_child_of_kind(TSNode node, std::string_view kind);

/// A symbol in the making. What is left at its default is filled in by the extractor.
struct Draft {
    TSNode name{};                    ///< the node that carries the name; may stay null when `name_text` is set
    std::string_view name_text;       ///< overrides the node's text (kept by the arena or the source)
    std::string_view qualifier;       ///< `A::B` of `A::B::f`; receiver type
    SymbolKind kind = SymbolKind::Function;
    TSNode whole{};                   ///< range of the whole definition; default: the node of the rule or its Wrapper
    std::optional<std::uint32_t> name_byte;   ///< where the name of `name_text` stands, when no node holds it
    std::optional<std::uint32_t> start_byte;  ///< where the whole begins, when outside the node
    std::optional<std::uint32_t> end_byte;    ///< where the whole ends, when not with the node
    std::uint32_t signature_end = 0;  ///< byte where the signature ends; 0: at the rule's body field or the node's end
    std::string_view signature;       ///< overrides the folded source text
    std::string_view doc;             ///< overrides the preceding comment (docstrings); already cleaned
    TSNode parameters{};              ///< list whose named children are counted
    bool is_detached = false;         ///< at file level, though the tree has it inside another definition
    std::optional<std::uint32_t> parameter_count;  ///< overrides the count of `parameters`
    std::optional<bool> exported;     ///< overrides LanguageSpec::is_exported
    std::optional<std::uint64_t> semantic_hash;  ///< overrides the token hash
    bool once = false;                ///< not added when the last definition of that name has the same parent
    bool outer = false;               ///< belongs to what encloses the enclosing symbol: a field assigned in a constructor
    bool ignores_wrapper = false;     ///< the Wrapper around holds several definitions: `const (…)`
    bool holds_locals = false;        ///< a variable whose initialiser may be a closure: locals in it are its own
};

class Definer {
  public:
    explicit Definer(Extractor& extractor) : extractor_(extractor) {}

    std::string_view text(TSNode node) const;
    std::string_view source() const;
    TextArena& arena();
    /// Whitespace runs become one space; at most 512 bytes.
    std::string_view fold(std::string_view text);

    /// Innermost enclosing symbol, or null at file level. `level` counts outwards.
    const Symbol* enclosing(std::size_t level = 0) const;
    std::string_view name_of(const Symbol& symbol) const;
    /// Kind of the innermost enclosing symbol or container; nullopt at file level.
    std::optional<SymbolKind> scope_kind() const;
    /// True inside the body of a function, method or constructor.
    bool in_function() const;
    /// The word of the last Access node in the innermost class, "" when there was none.
    std::string_view access() const;
    /// Kind of the node `level` above this one: 1 is the parent. "" above the root; "ERROR" is a kind too.
    std::string_view parent_kind(std::size_t level = 1) const;
    /// First byte of that node, 0 above the root.
    std::uint32_t parent_start(std::size_t level) const;
    /// Kind of the outermost Wrapper directly around this node ("export_statement"), or "".
    std::string_view wrapper_kind() const;
    TSNode wrapper() const;
    /// The parent where it is a Wrapper, or a null node.
    TSNode parent_wrapper() const;
    /// True when the parent made a symbol and opened its scope: this node is that symbol's value.
    bool parent_opened_scope() const;
    /// A walk that stands on this node, to look at its siblings; the hook ends it.
    KompressWalk copy_walk() const;

    /// Adds a symbol. With `opens_scope`, what is found inside the rule's node becomes its child:
    /// true for at most one symbol a node.
    void add(const Draft& draft, bool opens_scope = true);
    void add_declaration(const Draft& draft);
    /// Children of this node belong to `qualifier` (`impl Type`, an out-of-line namespace) without a symbol
    /// being made: their symbols carry it as their qualifier and see `kind` as their scope and `access` as its access.
    void open_container(SymbolKind kind, std::string_view qualifier, std::string_view access = {});
    /// The children of this node take their roles from the FieldRules of `kind` ("@word") instead of its own.
    void use_fields(std::string_view kind);
    /// References already made at or after `byte` and outside of any symbol move into the symbol that this node
    /// opened: a definition whose head the grammar did not take for one. The one at `except` is dropped.
    void claim_references(std::uint32_t byte, std::uint32_t except);
    /// Outside of functions, makes this node a function without a symbol: names declared in it are local to it.
    void open_closure();
    /// What those children of this node are whose ChildRole is Pass.
    void give_role(ChildRole role);
    /// The attributes (DocTransparent nodes) directly before this node, "" when there are none.
    std::string_view attributes() const;
    void add_import(const Import& import, TSNode at);
    /// Target of the import added last, "" when there is none.
    std::string_view last_import_target() const;
    void add_reference(ReferenceKind kind, TSNode name, std::string_view qualifier = {});
    /// The same for a name that stands at `byte`, near this node, without a node of its own.
    void add_reference_at(ReferenceKind kind, std::string_view name, std::uint32_t byte);
    /// References to the names in text[begin, end), which the grammar left as text; near this node.
    void add_code_references(std::uint32_t begin, std::uint32_t end);
    /// Registers a local name of the enclosing function.
    void add_local(std::string_view name);
    /// Registers a type parameter of the enclosing definition, classes included.
    void add_type_parameter(std::string_view name);
    /// Says that a name is not local to the enclosing function although it is assigned there.
    void add_global(std::string_view name);
    /// Marks the file-level definition of that name, made or to come, as exported.
    void export_name(std::string_view name);
    void set_file_doc(std::string_view doc);

  private:
    Extractor& extractor_;
};

}  // namespace kompress::parse
