// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The resolver's insides: plain names in resolver.cpp, receivers and members in receiver.cpp, C in c_rules.cpp.

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "resolve/resolver.hpp"

namespace kompress::resolve {

/// What a name or an expression stands for.
struct Entity {
    enum class Kind : std::uint8_t {
        Unknown,    ///< no rule tells
        External,   ///< leads out of the tree
        Files,      ///< a module or package: the file-level names of these files
        Symbol,     ///< a definition itself: a class, a function, a variable
        Object,     ///< an instance of the class `definition`
        Super,      ///< an instance, but looked at from the bases of the class `definition`
        Namespace,  ///< a C++ namespace called `key`
    };
    Kind kind = Kind::Unknown;
    Definition definition;
    Key key = 0;
    std::vector<FileIndex> files;
    std::string layers;       ///< Rust: what holds the object, the outermost last: "?" an option, "[" a list
    bool is_method = false;   ///< Rust: not yet called, a method of the standard library that leads to this
};

using Definitions = std::vector<Definition>;

class Resolver::Impl {
  public:
    Impl(const Program& program, const Source& source) : program_(program), source_(source) {}
    FileEdges resolve(FileIndex file);

  private:
    struct Found {
        Tier tier = Tier::Unresolved;
        Definitions targets;
    };
    /// Names that the imports of a file bind.
    struct Bindings {
        std::unordered_map<Key, std::vector<std::uint32_t>> bound;  ///< to indexes of imports
        std::vector<std::uint32_t> wildcards;
    };
    /// Where a name is looked up from.
    struct Place {
        FileIndex file;
        std::int32_t symbol;
    };
    static constexpr int MaxDepth = 8;  ///< of types that lead to types, re-exports of re-exports, bases of bases

    /// Symbols and declarations are there; the rest only in full().
    const Unit& unit(FileIndex file) const { return *source_.unit(file); }
    const Unit& full(FileIndex file) const { return *source_.full_unit(file); }
    const UnitSymbol& symbol(Definition d) const { return unit(d.file).symbols[d.symbol]; }
    Family family(FileIndex file) const { return family_of(program_.file(file).language); }
    bool is_visible_language(FileIndex from, FileIndex other) const { return family(from) == family(other); }

    // Plain names
    Found plain(Place place, const Use& use);
    Found in_scopes(Place place, const Use& use);
    Found at_file_level(FileIndex file, const Use& use);
    Found bound(FileIndex file, const Use& use);
    void prefer_outermost(FileIndex file, Definitions& found) const;
    Key package_of(FileIndex file) const;
    Found same_package(FileIndex file, const Use& use);
    Found unique(FileIndex file, const Use& use, bool is_member);
    Found import_reference(FileIndex file, const Use& use);
    /// File-level names of a module, its re-exports included.
    const Definitions& exported(FileIndex file, Key name);
    Definitions find_exported(FileIndex file, Key name);
    /// The same of several files, sorted.
    void add_exported(const std::vector<FileIndex>& files, Key name, Definitions& found);
    const Bindings& bindings(FileIndex file);
    Entity bound_entity(FileIndex file, Key name);
    Entity import_entity(FileIndex file, std::uint32_t import);
    /// Files that each import of a file brings in, by its index.
    const std::vector<std::vector<FileIndex>>& module_files(FileIndex file);
    std::vector<std::vector<FileIndex>> files_of_imports(FileIndex file, const Unit& facts) const;

    // C and C++
    Found c_global(FileIndex file, const Use& use);
    const FileSet& closure(FileIndex file);

    // Receivers
    Found member(Place place, const Use& use);
    Entity evaluate(Place place, std::string_view chain, bool is_local, int depth);
    Entity base_entity(Place place, std::string_view name, bool is_local, bool is_called, int depth);
    Entity type_entity(Place place, std::string_view type, int depth);
    Entity type_of(Definition definition, int depth);
    /// The type that a variable, a field or an alias of a type stands for.
    std::optional<std::string_view> bound_type(Place place, Key name, std::int32_t& scope, bool& is_clear);
    Entity agreed_type(Place place, std::string_view name, int depth);
    Entity payload(Definition definition, std::string_view number, int depth);
    Entity held(Entity of, std::string_view method) const;
    Definitions trait_members(FileIndex from, Key name);
    Entity result_of(const Entity& callee, int depth);
    Entity step(Place place, const Entity& from, std::string_view name, bool is_called, int depth);
    Entity as_entity(const Definitions& definitions) const;
    Definitions members(const Entity& of, Key name, int depth);
    Definitions members_of_class(Definition type, Key name, int depth, bool skip_own);
    const Definitions& bases(Definition type, int depth);
    std::optional<Definition> enclosing_class(Place place);
    std::optional<Definition> find_class(FileIndex from, Key name);
    bool is_type_here(FileIndex from, Key name) const;
    std::optional<Definition> owner_of(Definition definition);

    // Java's overloads
    /// A type as an argument or a parameter has it.
    struct JavaType {
        enum class Kind : std::uint8_t { Unknown, Primitive, Null, Lambda, Any, Reference };
        Kind kind = Kind::Unknown;
        std::string_view name;  ///< without dimensions
        unsigned dimensions = 0;
        Entity entity;          ///< of a Reference: the class, External, or Unknown
    };
    enum class Fit : std::uint8_t { No, Perhaps, Boxed, Yes, Same };
    struct JavaCandidate;
    Definitions java_members(Definition type, Key name, bool skip_own);
    Definitions java_overloads(const Use& use, Definitions from);
    Definitions most_specific(std::vector<JavaCandidate>& candidates, std::size_t passed);
    const std::vector<JavaType>& java_arguments();
    JavaType java_type(Place place, std::string_view text);
    JavaType java_value(Place place, std::string_view chain);
    std::vector<JavaType> java_parameters(Definition definition);
    Fit fit(const JavaType& argument, const JavaType& parameter);
    const std::vector<Key>& written_bases(Definition type);
    Fit fit_classes(const JavaType& argument, const JavaType& parameter);

    // Choosing
    struct Choice {
        Definition definition;
        Outline outline;
    };
    Outline outline(Definition definition) const { return outline_of(unit(definition.file), definition.symbol); }
    Definitions select(const Use& use, const Definitions& from);
    Definitions select(const Use& use, std::vector<Choice> from);
    Found decide(const Use& use, Definitions selected, Tier tier, bool is_one_scope) const;
    std::vector<Choice> definitions(Key name, FileIndex from) const;
    Definitions definitions_in(Key name, FileIndex file) const;

    const Program& program_;
    const Source& source_;
    Place here_{NoFile, -1};           ///< of the use that is being resolved
    const Use* current_ = nullptr;     ///< that use
    std::string_view current_types_;   ///< and what is told of its arguments
    std::optional<std::vector<JavaType>> current_arguments_;
    std::unordered_map<FileIndex, Bindings> bindings_;
    std::map<Definition, Definitions> bases_;
    std::map<Definition, bool> open_bases_;
    std::unordered_map<FileIndex, std::unordered_map<std::uint32_t, std::vector<Key>>> written_bases_;  ///< by file and symbol
    struct FileName {
        FileIndex file;
        Key name;
        bool operator==(const FileName&) const = default;
    };
    struct FileNameHash {
        std::size_t operator()(const FileName& key) const { return key.name ^ (key.file * 0x9e3779b97f4a7c15u); }
    };
    std::unordered_map<FileIndex, std::vector<std::vector<FileIndex>>> module_files_;
    std::unordered_map<FileName, Definitions, FileNameHash> exported_;
    std::unordered_set<FileName, FileNameHash> visited_;  ///< by the search for an exported name that is under way
    struct OpenName {
        FileIndex file;
        std::int32_t scope;
        Key name;
        Entity entity;  ///< as far as it is known
    };
    static constexpr std::size_t MaxOpenNames = 4;  ///< bindings of one name that are compared, and names within each other
    std::vector<OpenName> open_names_;
    int namespace_depth_ = 0;
    FileIndex imported_in_ = NoFile;
    std::unordered_map<Key, std::vector<std::uint32_t>> imported_;  ///< of that file: imports by the name they bring in
    FileIndex closure_of_ = NoFile;
    FileSet closure_;
    std::vector<std::optional<std::vector<FileIndex>>> includes_;  ///< by file
};

/// True for members that every library has: a call of one on something unknown says nothing.
bool is_common_member(Key name);

}  // namespace kompress::resolve
