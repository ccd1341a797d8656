// SPDX-License-Identifier: Apache-2.0
#pragma once
/// How a language is described: what its node kinds mean, as data, with a hook where data cannot say it.
///
/// A language is one file under parse/languages/ that ends in one LanguageSpec. The extractor walks
/// every node of a tree once, looks its kind up in `nodes`, and passes a ChildRole from parent to
/// child as `fields` says. Names of kinds and fields are those of the grammar's node-types.json; a
/// name that the grammar does not have is a mistake that a unit test reports.

#include <tree_sitter/api.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/text_arena.hpp"
#include "kompress/types.hpp"

namespace kompress::parse {

class Definer;
class StructureBuilder;

/// What the extractor does when it meets a node of some kind.
enum class NodeRole : std::uint8_t {
    None,
    Definition,      ///< makes a symbol (or several: see the hook) and opens its scope
    Declaration,     ///< announces a symbol without defining it; lends its doc comment
    Container,       ///< opens a scope that is no symbol of its own; the hook calls Definer::open_container
    Wrapper,         ///< belongs to the definition inside: decorators; gives it doc and start; may have a hook
    SignedWrapper,   ///< a Wrapper whose text also opens the signature: `export`, `template<…>`, `const`
    DocTransparent,  ///< before a definition, between it and its doc comment: attributes; gives it its start
    Comment,
    Branch,          ///< a decision point: if, loop, case, catch, ?:, &&
    Import,          ///< the hook calls Definer::add_import
    Access,          ///< `public:` — sets the access of the enclosing class for what follows
    Block,           ///< a block whose extent is meaning (Python): enters the semantic hash
    Opaque,          ///< a leaf for our purposes: literals; not descended into
    CodeText,        ///< a leaf of raw code (a macro's body): its identifiers are references
    Name,            ///< a leaf that is a name: Use unless its ChildRole says otherwise
    TypeName,        ///< a leaf that is a type's name: Type unless its ChildRole says otherwise
};

/// Makes symbols or imports out of one node. Called on entering it, before its children.
using Hook = void (*)(Definer&, TSNode node);

struct NodeRule {
    const char* kind;  ///< named node kind of the grammar
    NodeRole role;
    SymbolKind symbol = SymbolKind::Function;
    const char* name_field = "name";  ///< of Definition and Declaration without a hook
    const char* body_field = "body";  ///< where the signature ends; "" or absent child: at the end of the node
    Hook hook = nullptr;
    const char* needs_field = "";  ///< of Branch: it counts only with this child (`case`, not `default`); a token only where it has a field itself
};

/// What a child is to its parent.
enum class ChildRole : std::uint8_t {
    None,
    Call,         ///< the names in it are called
    CallMember,   ///< like Call, and the parent's text before the child is the qualifier (Java's `a.b.name()`)
    Type,         ///< … are types
    Inherit,      ///< … are base classes or implemented interfaces
    Decorate,     ///< … are decorators or annotations
    Import,       ///< … are imported names
    Local,        ///< … are declared here: parameters and local variables
    TypeParameter,  ///< … are declared here and known in the whole definition, classes included
    Enumerator,   ///< a bare name that is an enumerator by itself
    Pattern,      ///< … are declared here, but a type's name or one in upper case is mentioned: `Some(x)`, `Point p`
    Defined,      ///< … are what the parent defines: no reference
    Pass,         ///< takes the parent's own role
    PassType,     ///< takes the parent's own role where that is Type or Inherit: `list` of `list[int]`
    TypeArgument, ///< Type where the parent's own role is Type or Inherit: `int` of `list[int]`
    Member,       ///< the name after a dot: the parent's role, or Use; the text before it is the qualifier
    Tail,         ///< like Member, but nothing to the child that the parent begins with: grammars without fields
    AccessWord,   ///< a name that LanguageSpec::is_access_word knows sets the access of what follows; others are used
    Path,         ///< one of several names with dots between: the last is a Member, others are what their kind says, packages nothing
    Code,         ///< unparsed tokens (a macro's arguments): a name before "(" is called, others are used
    Ignore,       ///< no reference at all: labels, keyword-argument names
};

struct FieldRule {
    const char* kind;   ///< of the parent; "@word": a row that a hook chooses with Definer::use_fields
    const char* field;  ///< "" means: every child that has no rule by field
    ChildRole role;
};

struct LanguageSpec {
    Language language;
    const TSLanguage* (*grammar)();
    std::uint32_t extractor_version;  ///< raise when the facts of unchanged bytes would change; see docs/adding_a_language.md
    std::string_view separator;       ///< joins qualified names: "::" or "."
    std::span<const NodeRule> nodes;
    std::span<const FieldRule> fields;
    /// Whether a definition is visible outside its file, package or class. May be null: everything is.
    bool (*is_exported)(const Definer&, TSNode node, SymbolKind kind, std::string_view name) = nullptr;
    /// Words that are no names, though broken code and macro bodies may show them as such. May be null.
    bool (*is_keyword)(std::string_view word) = nullptr;
    /// The text as the grammar shall see it, byte for byte in place: macros that would mislead it are blank. Uses
    /// `buffer` where it differs. May be null: as it is.
    std::string_view (*mask)(std::string_view text, std::string& buffer) = nullptr;
    /// Names that the language itself gives and the grammar does not tell apart: without a qualifier no references.
    std::span<const std::string_view> predeclared = {};
    /// How a comment opens that documents what encloses it, as its third character: '!' of Rust's `//!` and `/*!`.
    char inner_doc = '\0';
    /// The lexical rules are those that CommentGaps knows, and no token depends on what a comment holds.
    bool has_comment_gaps = false;
    /// Directives, macros and comments are those of C: pieces of nothing else are read by DirectiveReader.
    bool has_directives = false;
    /// Lines at the start of a file that only say how it is to be read: a comment behind them may still be the file's.
    /// May be null: there are none.
    std::uint32_t (*preamble_rows)(std::string_view text) = nullptr;
    /// Comments without their markers, as a reader wants them: tags in words. May be null: as they are.
    std::string_view (*clean_doc)(std::string_view doc, TextArena& arena) = nullptr;
    /// Names that, alone in a body (ChildRole::AccessWord), set the access of what follows: Ruby's `private`.
    bool (*is_access_word)(std::string_view word) = nullptr;
    /// Overloads of one arity differ by the types of their parameters, so references note those of arguments, as Java writes them.
    bool notes_arguments = false;
    /// What a name at [start, end) is that a pattern binds: a type, or "=" and a chain; "" when that is not told, nullopt when
    /// it is declared as any other local variable is. May be null: patterns tell nothing.
    std::optional<std::string> (*pattern_type)(const Definer&, std::uint32_t start, std::uint32_t end) = nullptr;
    /// The bound of a type parameter at [start, end), "" for none that tells members. May be null: they have none.
    std::string (*type_bound)(const Definer&, std::uint32_t start, std::uint32_t end) = nullptr;
    /// Of a language whose interface files have a grammar of their own, the same kinds and fields in it (OCaml): that
    /// grammar, and whether a whole file's text is an interface. Facts depend on bytes, not on names. May be null.
    const TSLanguage* (*interface_grammar)() = nullptr;
    bool (*is_interface)(std::string_view text) = nullptr;
    /// How a comment opens that may stand behind what it documents, on the same line or directly below: `(**` of OCaml.
    /// Comments that do not open so document nothing behind. "": only remarks on the same line do.
    std::string_view following_doc = {};
    /// Of structure formats, in the place of a grammar and its tables: looks through the whole text in linear time.
    void (*scan)(StructureBuilder&) = nullptr;
};

/// All languages, in the order of the Language enumeration. Specs are built when first asked for.
const LanguageSpec* language_spec(Language language);

}  // namespace kompress::parse
