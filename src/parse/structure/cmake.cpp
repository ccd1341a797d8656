// SPDX-License-Identifier: Apache-2.0
/// CMake: functions, macros, targets, options and variables; includes; and calls of commands that are not CMake's own.
/// Lexical rules of cmake-language(7): quoted and bracket arguments, line and bracket comments.
#include <algorithm>
#include <array>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxTargets = 600;
constexpr std::size_t MaxArguments = 32;  ///< of one command that are looked at
constexpr std::size_t MaxOpen = 32;       ///< functions inside functions

/// Commands of CMake 3.31 that files use most (cmake-commands(7)): calls of them are no references.
constexpr std::array Builtins = std::to_array<std::string_view>({
    "add_compile_definitions", "add_compile_options", "add_custom_command", "add_definitions", "add_dependencies", "add_link_options",
    "add_test", "aux_source_directory", "block", "break", "build_command", "cmake_dependent_option", "cmake_host_system_information",
    "cmake_language", "cmake_minimum_required", "cmake_parse_arguments", "cmake_path", "cmake_policy", "configure_file",
    "configure_package_config_file", "continue", "create_test_sourcelist", "define_property", "else", "enable_language", "enable_testing",
    "endblock", "endforeach", "endif", "endwhile", "execute_process", "export", "fetchcontent_declare", "fetchcontent_makeavailable", "file",
    "find_file", "find_library", "find_package_handle_standard_args", "find_path", "find_program", "fltk_wrap_ui", "get_cmake_property",
    "get_directory_property", "get_filename_component", "get_property", "get_source_file_property", "get_target_property",
    "get_test_property", "include_directories", "include_guard", "install", "link_directories", "link_libraries", "list", "load_cache",
    "mark_as_advanced", "math", "message", "project", "qt_wrap_cpp", "remove_definitions", "return", "separate_arguments",
    "set_directory_properties", "set_package_properties", "set_property", "set_source_files_properties", "set_target_properties",
    "set_tests_properties", "site_name", "source_group", "string", "target_compile_definitions", "target_compile_features",
    "target_compile_options", "target_include_directories", "target_link_directories", "target_link_libraries", "target_link_options",
    "target_precompile_headers", "target_sources", "try_compile", "try_run", "unset", "variable_watch",
    "write_basic_package_version_file"});

bool is_name_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool equals(std::string_view text, std::string_view lower) {
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

class CMake {
  public:
    explicit CMake(StructureBuilder& builder) : builder_(builder), text_(builder.text()) { builder_.set_limits(MaxTargets, MaxTargets); }

    void scan() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') comment();
            else if (c == '"') at_ = end_of_quoted(at_);
            else if (c == '[' && bracket_level(at_) >= 0) at_ = end_of_bracket(at_);
            else if (is_name_byte(c)) command();
            else ++at_;
        }
        for (; !open_.empty(); open_.pop_back()) builder_.close(open_.back(), text_.size());
    }

  private:
    struct Arguments {
        std::array<std::string_view, MaxArguments> words;
        std::size_t count = 0;
    };

    /// "[==[" has level 2; -1 when none begins at `at`.
    int bracket_level(std::size_t at) const {
        std::size_t end = at + 1;
        while (end < text_.size() && text_[end] == '=' && end - at < 64) ++end;
        return end < text_.size() && text_[end] == '[' ? static_cast<int>(end - at - 1) : -1;
    }

    std::size_t end_of_bracket(std::size_t at) const {
        const auto level = static_cast<std::size_t>(bracket_level(at));
        for (std::size_t close = text_.find(']', at + level + 2); close != std::string_view::npos; close = text_.find(']', close + 1)) {
            std::size_t signs = 0;
            while (signs < level && close + 1 + signs < text_.size() && text_[close + 1 + signs] == '=') ++signs;
            if (signs == level && close + 1 + level < text_.size() && text_[close + 1 + level] == ']') return close + level + 2;
        }
        return text_.size();
    }

    std::size_t end_of_quoted(std::size_t at) const {
        for (++at; at < text_.size() && text_[at] != '"'; ++at) at += text_[at] == '\\';
        return std::min(at + 1, text_.size());
    }

    void comment() {
        const std::size_t start = at_;
        const bool is_bracket = at_ + 1 < text_.size() && text_[at_ + 1] == '[' && bracket_level(at_ + 1) >= 0;
        std::size_t marks = 0;
        if (is_bracket) marks = static_cast<std::size_t>(bracket_level(at_ + 1)) + 2;
        at_ = is_bracket ? end_of_bracket(at_ + 1) : std::min(text_.find('\n', at_), text_.size());
        std::size_t line = start;
        while (line > 0 && start - line < 200 && (text_[line - 1] == ' ' || text_[line - 1] == '\t')) --line;
        const bool is_closed = at_ - start > 2 * marks + 1;
        if (line == 0 || text_[line - 1] == '\n') builder_.comment(start + (is_closed && is_bracket ? marks + 1 : 0), at_ - (is_closed ? marks : 0));
    }

    void command() {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_name_byte(text_[at_])) ++at_;
        const std::string_view name = text_.substr(start, at_ - start);
        std::size_t paren = at_;
        while (paren < text_.size() && (text_[paren] == ' ' || text_[paren] == '\t')) ++paren;
        if (paren >= text_.size() || text_[paren] != '(') return;
        const std::string_view doc = builder_.take_doc(start);
        at_ = paren + 1;
        const Arguments arguments = take_arguments();
        run(name, arguments, doc, start);
    }

    /// Up to the closing parenthesis; one that is never closed takes all that is left, as it does for CMake.
    Arguments take_arguments() {
        Arguments found;
        std::size_t depth = 1;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            const std::size_t start = at_;
            if (c == '#') comment();
            else if (c == '(') ++depth, ++at_;
            else if (c == ')') {
                ++at_;
                if (--depth == 0) break;
            } else if (c == '"') {
                at_ = end_of_quoted(at_);
                add(found, text_.substr(start + 1, at_ - start - std::min<std::size_t>(at_ - start, 2)));
            } else if (c == '[' && bracket_level(at_) >= 0) at_ = end_of_bracket(at_);
            else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';') ++at_;
            else {
                while (at_ < text_.size() && std::string_view(" \t\r\n()\"#;").find(text_[at_]) == std::string_view::npos) at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
                add(found, text_.substr(start, at_ - start));
            }
        }
        return found;
    }

    static void add(Arguments& arguments, std::string_view word) {
        if (arguments.count < MaxArguments) arguments.words[arguments.count++] = word;
    }

    void run(std::string_view name, const Arguments& arguments, std::string_view doc, std::size_t start) {
        const std::string_view first = arguments.count > 0 ? arguments.words[0] : std::string_view{};
        const bool is_function = equals(name, "function"), is_macro = equals(name, "macro");
        if (is_function || is_macro) {
            const std::int32_t symbol = define(is_function ? SymbolKind::Function : SymbolKind::Macro, arguments, doc, start);
            if (open_.size() < MaxOpen) open_.push_back(symbol);
        } else if (equals(name, "endfunction") || equals(name, "endmacro")) {
            if (open_.empty()) return;
            builder_.close(open_.back(), at_);
            open_.pop_back();
        } else if (equals(name, "if") || equals(name, "elseif") || equals(name, "foreach") || equals(name, "while")) {
            builder_.add_branch(scope());
        } else if (equals(name, "add_library") || equals(name, "add_executable") || equals(name, "add_custom_target")) {
            define(SymbolKind::Target, arguments, doc, start);
        } else if (equals(name, "project")) {
            define(SymbolKind::Package, arguments, doc, start);
        } else if (equals(name, "option")) {
            const std::string_view help = arguments.count > 1 ? builder_.fold(arguments.words[1], 300) : doc;
            define(SymbolKind::Variable, arguments, help, start);
        } else if (equals(name, "set")) {
            set(arguments, doc, start);
        } else if (equals(name, "include") || equals(name, "add_subdirectory") || equals(name, "find_package")) {
            if (first.find('$') == std::string_view::npos) builder_.add_import(first, !equals(name, "find_package"));
        } else if (!is_builtin(name)) {
            builder_.add_reference(ReferenceKind::Call, name, scope());
        }
    }

    std::int32_t scope() const { return open_.empty() ? StructureBuilder::None : open_.back(); }

    std::int32_t define(SymbolKind kind, const Arguments& arguments, std::string_view doc, std::size_t start) {
        if (arguments.count == 0 || arguments.words[0].find('$') != std::string_view::npos) return StructureBuilder::None;
        Entry entry;
        entry.kind = kind;
        entry.name = arguments.words[0];
        entry.start = start;
        entry.name_byte = builder_.offset_of(entry.name);
        entry.parent = scope();
        entry.signature = text_.substr(start, at_ - start);
        entry.doc = doc;
        const bool is_callable = kind == SymbolKind::Function || kind == SymbolKind::Macro;
        if (is_callable) entry.parameters = static_cast<std::uint32_t>(arguments.count) - 1;
        const std::int32_t symbol = builder_.add(entry);
        builder_.close(symbol, at_);
        return symbol;
    }

    /// Variables of the file and of the cache, where they are set first; those of functions are local.
    void set(const Arguments& arguments, std::string_view doc, std::size_t start) {
        const auto end = arguments.words.begin() + static_cast<std::ptrdiff_t>(arguments.count);
        const auto cache = std::find(arguments.words.begin(), end, "CACHE");
        if (!open_.empty() && cache == end) return;
        if (arguments.count < 2 || !std::all_of(arguments.words[0].begin(), arguments.words[0].end(), is_name_byte)) return;
        const bool is_known = std::find(variables_.begin(), variables_.end(), arguments.words[0]) != variables_.end();
        if (is_known || variables_.size() >= 256) return;
        variables_.push_back(arguments.words[0]);
        if (cache != end && end - cache > 2 && doc.empty()) doc = builder_.fold(cache[2], 300);
        define(SymbolKind::Variable, arguments, doc, start);
    }

    static bool is_builtin(std::string_view name) {
        return std::any_of(Builtins.begin(), Builtins.end(), [&](std::string_view word) { return equals(name, word); });
    }

    StructureBuilder& builder_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::int32_t> open_;  ///< functions and macros
    std::vector<std::string_view> variables_;
};

void scan(StructureBuilder& builder) { CMake(builder).scan(); }

}  // namespace

const LanguageSpec& cmake() {
    static const LanguageSpec spec = structure_spec(Language::CMake, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
