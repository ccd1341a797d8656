// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Walks one syntax tree once, iteratively, and fills a ParsedFile by a language's table.
///
/// Threading: one thread; reused from piece to piece.

#include <tree_sitter/api.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text_arena.hpp"
#include "model/parsed_file.hpp"
#include "parse/compiled_table.hpp"
#include "parse/definer.hpp"
#include "parse/name_table.hpp"
#include "parse/token_hash.hpp"
#include "parse/tree_walk.h"
#include "parse/type_text.hpp"

namespace kompress::parse {

/// Where a piece begins in its file.
struct PieceOrigin {
    std::uint32_t byte = 0;
    std::uint32_t line = 0;  ///< lines before the piece
};

class Extractor {
  public:
    /// Fills `file` (cleared by the caller) from the tree of `text`.
    void run(const CompiledTable& table, TSTree* tree, std::string_view text, PieceOrigin origin, ParsedFile& file,
             TextArena& arena);

  private:
    friend class Definer;
    friend class DirectiveReader;

    struct Frame {
        TSSymbol kind = 0;
        NodeRole role = NodeRole::None;
        ChildRole child_role = ChildRole::None;
        std::int32_t field_row = -1;
        std::uint32_t start = 0;       ///< byte of the node
        std::uint32_t role_start = 0;  ///< byte from which a qualifier is read
        std::int32_t action = -1;      ///< index into actions_ when leaving must do something
    };

    /// What leaving a node has to finish.
    struct Action {
        TokenHash::Mark tokens;
        std::uint32_t first_symbol = 0;  ///< symbols added by the node: [first_symbol, first_symbol + symbols)
        std::uint32_t symbols = 0;
        std::uint32_t branches_before = 0;
        bool opened_scope = false;
        bool is_wrapper = false, is_branch = false, is_block = false, is_transparent = false, is_error = false;
    };

    struct Wrapper {
        TSNode node;
        TokenHash::Mark tokens;
        std::size_t scope_depth = 0, frame_depth = 0;
        std::uint32_t doc_start = 0, doc_end = 0;
        bool is_signed = false;
        std::uint32_t first_local = 0;  ///< its template parameters are local to the definition inside
    };

    struct Scope {
        std::int32_t symbol = -1;  ///< -1: a container without a symbol
        SymbolKind kind = SymbolKind::Namespace;
        std::string_view qualifier;
        std::string_view access;
        bool is_function = false;
        std::uint32_t first_reference = 0;
        std::uint32_t first_local = 0;
        std::uint32_t first_type = 0;  ///< in local_types_
        std::uint32_t first_declared = 0;  ///< in declared_
        std::uint32_t branch_base = 0;
        std::uint32_t deepest = 0;
    };

    struct PendingDoc {
        std::uint32_t start = 0, end = 0, start_row = 0, end_row = 0;
        std::uint32_t last_row = 0;  ///< of the comment or of the attributes behind it
        bool is_valid = false;
        bool is_inner = false;       ///< about what encloses it: Rust's `//!`
    };

    /// The attributes before a definition.
    struct Lead {
        std::uint32_t start = 0, row = 0;
        TokenHash::Mark tokens;
        bool is_valid = false;
    };

    void start(const CompiledTable& table, std::string_view text, PieceOrigin origin, ParsedFile& file, TextArena& arena);
    void walk();
    /// True when the node's children are to be visited.
    bool enter(TSNode node);
    void leave();
    void give_child_role(TSNode node, Frame& frame, const Frame* parent);
    void on_role(TSNode node, const KindInfo& info, Frame& frame);
    void on_definition(TSNode node, const NodeRule& rule, Frame& frame);
    void on_wrapper(TSNode node, Frame& frame, bool is_signed);
    void on_branch(Frame& frame);
    void on_error(Frame& frame);
    void on_comment(TSNode node);
    /// `end_row` is the last row with bytes of the comment.
    void on_comment_at(std::uint32_t start, std::uint32_t end, std::uint32_t row, std::uint32_t end_row);
    /// Gives a comment that LanguageSpec::following_doc knows to the definition that it stands behind; false: there is none.
    bool document_previous(std::uint32_t start, std::uint32_t end, std::uint32_t row);
    /// Like `(**`, as following_doc says: documentation, whatever stands around it.
    bool is_marked_doc(std::uint32_t start) const;
    void on_plain_token(TSSymbol kind, std::uint32_t row);
    void on_token(std::uint32_t row);
    void offer_file_doc(const PendingDoc& comment);
    void take_inner_doc();
    /// A comment without its markers, as the language wants it.
    std::string_view clean_doc(std::string_view comment);
    void on_leaf(TSNode node, const KindInfo& info, Frame& frame);
    void on_name(std::string_view text, std::uint64_t hash, TSNode node, const KindInfo& info, const Frame& frame);
    void on_code_text(TSNode node);
    /// References of code that the grammar left as text; `at` is where it begins.
    void add_code_references(std::string_view code, TSPoint at);
    void on_bare_enumerator(TSNode node, Frame& frame);
    void on_code_name(NameId name, std::uint32_t start, std::uint32_t end, TSNode node);
    void count_code_rows(std::uint32_t first, std::uint32_t last);

    Action& action_of(Frame& frame);
    void finish(const Action& action);
    void close_scope();
    std::int32_t parent_for_new_symbol() const;
    Scope& open_scope(std::int32_t symbol, SymbolKind kind);
    void add_symbol(const Draft& draft, bool opens_scope);
    /// Place of a byte near the node being defined.
    TSPoint point_of(std::uint32_t byte) const;
    std::string_view signature_of(const Draft& draft, std::uint32_t whole_start);
    std::string_view take_doc(const Draft& draft);
    /// What the comment directly before `row` says, "" when there is none.
    std::string_view take_pending_doc(std::uint32_t row);
    std::string_view take_doc_at(std::uint32_t start, std::uint32_t end);
    std::uint32_t count_parameters(TSNode list) const;
    void add_reference(ReferenceKind kind, NameId name, NameId qualifier, TSPoint at);
    NameId qualifier_before(std::uint32_t from, std::uint32_t to);
    /// Remembers that references are qualified with the local variable at the front of `chain`.
    NameId qualifier_name(std::string_view chain, NameId name);
    void bind_local(NameId name, std::uint32_t start, std::uint32_t end, bool is_pattern);
    void bind_type_parameter(NameId name, std::uint32_t start, std::uint32_t end);
    NameId settled_type();
    void close_bindings(std::size_t first, std::int32_t symbol);
    void note_declared(NameId name, std::uint32_t start, std::uint32_t end);
    void note_arguments(Reference& call, std::string_view list);
    void close_declared(std::size_t first);
    /// Interns text that does not outlive the call.
    NameId intern_copy(std::string_view text);
    void give_type(Symbol& symbol, std::string_view name, std::uint32_t name_start);
    bool is_followed_by_dot(std::uint32_t end) const;
    NameId intern(std::string_view text);
    /// Outermost of the wrappers directly around the node being defined.
    const Wrapper* wrapper() const;
    void finish_file(std::uint32_t end_row);

    static constexpr std::uint32_t MaxParametersSeen = 256;
    static constexpr std::size_t MaxDepth = 10'000;  ///< frames; deeper nodes are not visited

    const CompiledTable* table_ = nullptr;
    std::string_view text_;
    PieceOrigin origin_;
    ParsedFile* file_ = nullptr;
    TextArena* arena_ = nullptr;
    KompressWalk walk_{};
    NameTable names_;
    TokenHash tokens_;

    std::vector<Frame> frames_;
    std::vector<Action> actions_;
    std::vector<Wrapper> wrappers_;
    std::vector<Scope> scopes_;
    std::vector<NameId> locals_;
    struct LocalType {
        NameId name, type;
    };
    std::vector<LocalType> local_types_;  ///< of the open scopes
    std::vector<LocalType> declared_;     ///< what NameUse::declared was before, in the open scopes
    static constexpr NameId UntoldType = 0xfffffffeu;
    std::string chain_;
    TypePlace type_place_ = TypePlace::None;
    struct NameUse {
        std::int32_t last_use = -2, last_type = -2;  ///< enclosing symbol of the last such reference
        std::uint32_t local_stamp = 0;
        std::int32_t last_symbol = -1;  ///< last definition of the name
        bool is_exported = false;       ///< by an export list
        bool is_qualifier = false;      ///< references begin with it
        NameId base = NoName;           ///< of a qualifier: the name it begins with
        NameId declared = NoName;       ///< type of the local variable of that name; UntoldType, or NoName for none
    };
    NameUse& use_of(NameId name);
    static constexpr NameId GlobalMark = 0x80000000u;  ///< in locals_: the name is not local after all
    std::vector<NameUse> name_uses_;  ///< by NameId
    std::uint32_t local_stamp_ = 0;

    // The definition being entered, for Definer.
    const NodeRule* rule_ = nullptr;
    TSNode rule_node_{};
    Frame* rule_frame_ = nullptr;

    PendingDoc pending_;
    Lead lead_;
    PendingDoc first_comment_;  ///< the last comment before the first token: the file's, when no definition takes it
    std::uint32_t named_byte_ = 0;  ///< of the last name that a hook found by text: no reference
    std::uint32_t transparent_depth_ = 0, error_depth_ = 0;
    std::uint32_t branch_depth_ = 0;
    std::uint32_t next_code_row_ = 0, next_comment_row_ = 0;
    std::uint32_t preamble_rows_ = 0;  ///< tokens on these lines do not end the search for the file's comment
    bool saw_token_ = false;           ///< behind the preamble
    bool doc_was_taken_ = false;  ///< by a definition before the first token
};

}  // namespace kompress::parse
