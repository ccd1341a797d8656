// SPDX-License-Identifier: Apache-2.0
/// The gate under arbitrary bytes.
///
/// Input: text; two bytes behind 0x1A stand for a word and something like a secret of the rule of that number, so that the
/// fuzzer need not guess them. Besides crashes and hangs it checks that findings lie in the text, in order and apart; that
/// what passed holds no secret but placeholders, and passes again unchanged; that pieces and the whole agree; that
/// parts of a prompt hold no secret by themselves and pass again unchanged; that escaping twice is escaping once, leaves no ill-formed byte and that no text closes its own fence.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "secrets/fence.hpp"
#include "secrets/file_rules.hpp"
#include "secrets/redactor.hpp"
#include "secrets/scanner.hpp"

namespace {

using namespace kompress::secrets;

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr char Escape = 0x1A;

/// A word of the rule, and enough letters and digits behind it to be a secret of most.
std::string sample_of(const Rule& rule, unsigned n) {
    std::string text = rule.keywords[n % rule.keywords.size()];
    if (n & 1)
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (n & 2) text += " = \"";
    std::uint32_t random = n * 2654435761u + 12345;
    const std::string_view alphabet = n & 4 ? "0123456789abcdef" : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (unsigned i = 0; i < 20 + n % 50; ++i) {
        random = random * 1664525 + 1013904223;
        text += alphabet[(random >> 16) % alphabet.size()];
    }
    return text;
}

std::string text_of(std::string_view data) {
    const auto& rules = Scanner::built_in().rules();
    std::string text;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] != Escape || i + 2 >= data.size()) {
            text += data[i];
            continue;
        }
        text += sample_of(rules[static_cast<unsigned char>(data[i + 1]) % rules.size()], static_cast<unsigned char>(data[i + 2]));
        i += 2;
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 65536) return 0;
    const std::string text = text_of({reinterpret_cast<const char*>(data), size});
    const Scanner& scanner = Scanner::built_in();

    const Findings findings = scanner.scan(text);
    std::size_t behind = 0;
    for (const Finding& finding : findings) {
        require(finding.begin >= behind && finding.begin < finding.end && finding.end <= text.size());
        behind = finding.end;
    }

    Redactor redactor(Policy::Redact), strict(Policy::Strict);
    const Passed passed = redactor.pass(text, "a.c");
    require(passed.redactions.empty() == findings.empty());
    if (findings.empty()) require(passed.text == text);
    const Passed again = redactor.pass(passed.text);
    require(again.redactions.empty() && again.text == passed.text);
    const std::string_view whole(text);
    const std::size_t cut = text.size() / 3;
    const Piece pieces[] = {{whole.substr(0, cut), "a.c", 1}, {whole.substr(cut), "b.c", 9}};
    require(redactor.pass(pieces).text == passed.text);
    const Piece parts[] = {pieces[0], {}, pieces[1]};
    const PassedParts clean = redactor.pass_parts(parts);
    require(clean.parts.size() == 3 && clean.parts[1].empty() && clean.redactions.empty() == (clean.parts[0] + clean.parts[2] == text));
    for (const std::string& part : clean.parts) require(scanner.scan(part).empty());
    const Piece cleaned[] = {{clean.parts[0], "a.c", 1}, {}, {clean.parts[2], "b.c", 9}};
    require(redactor.pass_parts(cleaned).parts == clean.parts);
    const Passed stopped = strict.pass(text);
    require(stopped.is_stopped == !findings.empty() && (!stopped.is_stopped || stopped.text.empty()));

    const Escaped once = escape_invisible(text);
    const Escaped twice = escape_invisible(once.text);
    require(twice.text == once.text && twice.counts.total() == 0);
    const Fenced fenced = fence(text, whole.substr(0, cut));
    const std::string_view inner = std::string_view(fenced.text).substr(1 + fenced.marker.size());
    require(inner.find(fenced.marker) == inner.rfind(fenced.marker));
    is_secret_file(text);
    return 0;
}
