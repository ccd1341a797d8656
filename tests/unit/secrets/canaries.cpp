// SPDX-License-Identifier: Apache-2.0
#include "canaries.hpp"

#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <stdexcept>

namespace kompress::test {
namespace {

using Random = std::mt19937_64;

constexpr std::string_view Digits = "0123456789", Lower = "abcdefghijklmnopqrstuvwxyz", Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string operator+(std::string_view a, std::string_view b) { return std::string(a).append(b); }

std::string draw_from(std::string_view alphabet, std::size_t n, Random& random) {
    std::string out;
    while (out.size() < n) out += alphabet[random() % alphabet.size()];
    return out;
}

/// n bytes of which the first few are one of each of `kinds`, shuffled.
std::string draw_each(std::vector<std::string> kinds, std::size_t n, Random& random) {
    std::string all, out;
    for (const std::string& kind : kinds) all += kind;
    for (const std::string& kind : kinds) out += draw_from(kind, 1, random);
    out += draw_from(all, n - out.size(), random);
    for (std::size_t i = out.size() - 1; i > 0; --i) std::swap(out[i], out[random() % (i + 1)]);
    return out;
}

std::string draw_kind(char kind, std::size_t n, Random& random) {
    const std::string lower(Lower), upper(Upper), digits(Digits), word = lower + upper + digits;
    switch (kind) {
        case 'h': return draw_from(digits + "abcdef", n, random);
        case 'd': return draw_from("123456789", 1, random) + draw_from(digits, n - 1, random);
        case 'l': return draw_from(lower + digits, n, random);
        case 'U': return draw_from(upper + digits, n, random);
        case 'A': return draw_from(lower + upper, n, random);
        case 'w': return draw_from(word, n, random);
        case 'u': return draw_from(word + "-_", n, random);
        case 'b': return draw_from(word + "+/", n, random);
        case 'm': return draw_each({lower, upper, digits}, n, random);
        case 'M': return draw_from(word, 1, random) + draw_each({lower, upper, digits, "!#*-_=.+"}, n - 2, random) + draw_from(digits, 1, random);
        case '2': return draw_from(upper + "234567", n, random);
        case '3': return draw_from("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", n, random);
        default: throw std::invalid_argument(std::string("canaries.txt: %") + kind);
    }
}

std::string draw_text(const std::string& form, Random& random) {
    std::string out;
    for (std::size_t at = 0; at < form.size(); ++at) {
        const char c = form[at];
        if (c == '~') {
            out += ' ';
        } else if (c == '\\' && form[at + 1] == 'n') {
            out += '\n';
            ++at;
        } else if (c == '%' && form[at + 1] == '~') {
            out += form[++at];
        } else if (c == '%' && form[at + 1] == 'g') {
            for (const std::size_t n : {8u, 4u, 4u, 4u, 12u}) out += (n == 8 ? "" : out.back() == '-' ? "" : "-") + draw_kind('h', n, random);
            ++at;
        } else if (c == '%' && at + 2 < form.size() && form[at + 2] == '{') {
            const std::size_t close = form.find('}', at);
            out += draw_kind(form[at + 1], std::stoul(form.substr(at + 3, close - at - 3)), random);
            at = close;
        } else {
            out += c;
        }
    }
    return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
    return text;
}

std::string as_string_literal(const std::string& text) { return replaced(replaced(text, "\"", "\\\""), "\n", "\\n"); }

std::string long_line(const std::string& text) {
    std::string filler;
    for (int i = 0; filler.size() < 40000; ++i) filler += "x" + std::to_string(i) + "=f(" + std::to_string(i * 7) + ");";
    return filler + " " + text + " " + filler;
}

struct Way {
    const char* name;
    std::function<std::string(const std::string&)> make;
};

const std::vector<Way> AloneWays = {
    {"line comment", [](const std::string& s) { return "int f(void);\n// was " + s + " before\nint g(void);\n"; }},
    {"block comment", [](const std::string& s) { return "/* uses\n * " + s + "\n */\n"; }},
    {"string", [](const std::string& s) { return "const char *k = \"" + s + "\";\n"; }},
    {"assignment", [](const std::string& s) { return "value = '" + s + "'\n"; }},
    {"JSON", [](const std::string& s) { return "{\"a\": 1, \"k\": \"" + s + "\", \"b\": [2]}\n"; }},
    {"YAML", [](const std::string& s) { return "service:\n  k: " + s + "\n  port: 80\n"; }},
    {"URL", [](const std::string& s) { return "fetch(`https://api.example.org/v1/x?k=" + s + "&page=2`)\n"; }},
    {"end of file without newline", [](const std::string& s) { return "# last\nk " + s; }},
    {"start of file", [](const std::string& s) { return s + "\n"; }},
    {"CRLF", [](const std::string& s) { return "A=1\r\nK=" + s + "\r\nB=2\r\n"; }},
    {"very long line", [](const std::string& s) { return long_line("\"" + s + "\""); }},
    {"behind an escape", [](const std::string& s) { return "print(\"first\\n" + s + "\\nlast\")\n"; }},
    {"JSON in a string", [](const std::string& s) { return "body := \"{\\\"k\\\":\\\"" + s + "\\\"}\"\n"; }},
    {"Markdown", [](const std::string& s) { return "Call it with `" + s + "` and wait.\n\n| a | " + s + " |\n"; }},
    {"XML", [](const std::string& s) { return "<config><k>" + s + "</k></config>\n"; }},
    {"among bytes", [](const std::string& s) { return std::string("\xff\xfe\0\x80 ", 5) + s + std::string("\0\xc3", 2); }},
};

/// @N is the name, @S the secret.
const std::vector<std::pair<const char*, const char*>> QuotedWays = {
    {"constant", "static const char *const @N = \"@S\";\n"},
    {"Python", "@N = '@S'\n"},
    {"JSON", "{\"port\": 80, \"@N\": \"@S\", \"x\": 1}\n"},
    {"YAML", "db:\n  @N: \"@S\"\n"},
    {"Go", "\t@N := \"@S\"\n"},
    {"Ruby or PHP", "  '@N' => '@S',\n"},
    {"Rust", "const @N: &str = \"@S\";\n"},
    {"TypeScript", "let @N: string = `@S`;\n"},
    {"call", "config.set(\"@N\", \"@S\");\n"},
    {"XML attributes", "<add key=\"@N\" value=\"@S\"/>\n"},
    {"JSON in a string", "s = \"{\\\"@N\\\": \\\"@S\\\"}\"\n"},
    {"comment", "// @N = \"@S\"\n"},
    {"two lines", "@N =\n    \"@S\"\n"},
    {"CRLF", "export @N=\"@S\"\r\nexport B=2\r\n"},
    {"end of file without newline", "[x]\n@N = \"@S\""},
    {"prefix", "@N = b\"@S\"\n"},
};
const std::vector<std::pair<const char*, const char*>> NamedWays = {
    {"environment", "A=1\n@N=@S\nB=2\n"},
    {"shell", "export @N=@S\r\n"},
    {"YAML", "env:\n  - name: @N\n    value: @S\n"},
    {"properties", "app.@N = @S\n"},
    {"XML", "<@N>@S</@N>\n"},
    {"end of file without newline", "# k\n@N=@S"},
    {"comment", "# set @N=@S first\n"},
    {"header", "'@N': @S\n"},
};

const std::vector<Way> LineWays = {
    {"alone", [](const std::string& s) { return s + "\n"; }},
    {"comment", [](const std::string& s) { return "# " + s + "\n"; }},
    {"CRLF", [](const std::string& s) { return "first\r\n" + s + "\r\nlast\r\n"; }},
    {"end of file without newline", [](const std::string& s) { return "first\n" + s; }},
    {"string", [](const std::string& s) { return "run(\"" + as_string_literal(s) + "\")\n"; }},
    {"indented", [](const std::string& s) { return "  - step: |\n      " + s + "\n"; }},
    {"very long line", [](const std::string& s) { return long_line(s); }},
};
const std::vector<Way> BlockWays = {
    {"file", [](const std::string& s) { return s + "\n"; }},
    {"CRLF", [](const std::string& s) { return replaced(s, "\n", "\r\n") + "\r\n"; }},
    {"comment", [](const std::string& s) { return "# " + replaced(s, "\n", "\n# ") + "\n"; }},
    {"JSON string", [](const std::string& s) { return "{\"key\": \"" + as_string_literal(s) + "\"}\n"; }},
    {"joined strings", [](const std::string& s) { return "k := \"" + replaced(replaced(s, "\"", "\\\""), "\n", "\\n\" +\n\t\"") + "\"\n"; }},
    {"YAML block", [](const std::string& s) { return "key: |\n  " + replaced(s, "\n", "\n  ") + "\n"; }},
    {"end of file without newline", [](const std::string& s) { return "x\n" + s; }},
};

std::string filled(const char* form, const std::string& name, const std::string& secret) {
    return replaced(replaced(form, "@N", name), "@S", secret);
}

}  // namespace

std::vector<Form> canary_forms() {
    std::ifstream in(KOMPRESS_CANARIES);
    std::vector<Form> forms;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        Form form;
        words >> form.rule >> form.name >> form.text;
        if (form.name == "-") form.style = Form::Alone;
        else if (form.name == "=") form.style = Form::Whole;
        else if (form.name[0] == '"') form.style = Form::Quoted, form.name.erase(0, 1);
        else form.style = Form::Named;
        forms.push_back(form);
    }
    return forms;
}

Canary draw(const Form& form, std::uint64_t seed) {
    Random random(seed);
    const std::string text = draw_text(form.text, random);
    Canary canary{&form, "", text, ""};
    if (form.style == Form::Whole) {
        const std::size_t open = text.find("<<"), close = text.rfind(">>");
        canary = {&form, text.substr(0, open), text.substr(open + 2, close - open - 2), text.substr(close + 2)};
    }
    return canary;
}

std::string plant(const Canary& canary, unsigned way, std::string* way_name) {
    const auto named = [&](const char* name) {
        if (way_name) *way_name = name;
    };
    const Form& form = *canary.form;
    if (form.style == Form::Quoted || form.style == Form::Named) {
        const std::size_t quoted = QuotedWays.size(), named_ways = form.style == Form::Named ? NamedWays.size() : 0;
        const std::size_t n = way % (quoted + named_ways);
        const auto& chosen = n < quoted ? QuotedWays[n] : NamedWays[n - quoted];
        named(chosen.first);
        return filled(chosen.second, form.name, canary.secret);
    }
    const std::string whole = canary.before + canary.secret + canary.after;
    const bool is_block = canary.before.find('\n') != std::string::npos;
    // A line of settings is followed by another one; it does not go into strings and long lines.
    const bool is_setting = form.rule.starts_with("environment-");
    const std::vector<Way>& ways = form.style == Form::Alone ? AloneWays : is_block ? BlockWays : LineWays;
    const Way& chosen = ways[way % (is_setting ? 4 : ways.size())];
    named(chosen.name);
    return chosen.make(whole);
}

}  // namespace kompress::test
