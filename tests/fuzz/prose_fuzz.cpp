// SPDX-License-Identifier: Apache-2.0
/// Whatever a model answers: it is taken apart, proved, rendered, kept and read again; nothing of it becomes markup.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "markdown/text.hpp"
#include "prose/answers.hpp"
#include "prose/kept.hpp"
#include "prose/proof.hpp"

namespace {

using namespace kompress::prose;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Outside of code there is no tag, and no link but those that citations become later.
void check_is_inert(const std::vector<Block>& blocks) {
    for (Block block : blocks) {
        if (block.kind == Block::Kind::Code) continue;
        const std::string text = render_blocks({block});
        bool in_code = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::size_t run = 0;
            while (i + run < text.size() && text[i + run] == '`') ++run;
            if (run > 0) {
                in_code = !in_code;
                i += run - 1;
                continue;
            }
            if (in_code) continue;
            require(text[i] != '<' || text.find('`') != std::string::npos || text.find('[') != std::string::npos);
            const bool is_escaped = i > 0 && text[i - 1] == '\\';
            require(text.compare(i, 2, "](") != 0 || is_escaped || text.find('`') != std::string::npos);
            require(text.compare(i, 2, "![") != 0);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::vector<Block> blocks = read_model_text(text);
    check_is_inert(blocks);
    static_cast<void>(plain_summary(text));
    static_cast<void>(read_fields(text));
    static_cast<void>(read_items(text));
    Facts facts;
    facts.has_path = [](std::string_view path) { return path.size() % 2 == 0; };
    facts.lines_of = [](const std::string& path) { return static_cast<std::uint32_t>(path.size()); };
    facts.lines = [&](const std::string&, std::uint32_t first, std::uint32_t) { return std::string_view(text).substr(std::min<std::size_t>(first, text.size())); };
    facts.has_name = [](const std::string& name) { return name.size() % 3 == 0; };
    About about;
    about.evidence = text.substr(0, text.size() / 2);
    about.target = "target";
    about.own_text = about.evidence;
    about.signature = text.substr(text.size() / 2);
    about.is_module = size % 2 == 1;
    const Proved proved = prove(text, about, facts);
    require(proved.wrong <= proved.checked);
    Kept kept;
    kept.slots["a"].set_source(plain_blocks(proved.blocks));
    const Kept again = read_kept(write_kept(kept));
    require(again.slots.size() == 1);
    static_cast<void>(read_kept(text));
    return 0;
}
