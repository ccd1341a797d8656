// SPDX-License-Identifier: Apache-2.0
/// export: the index for other tools, on stdout or into a file that appears whole.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"

namespace kompress::cli {
namespace {

struct Options {
    std::string form, out;
    bool json_lines = false;
};

bool print_bytes(std::string_view bytes) { return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size(); }

/// Gathers JSON lines into blocks for a sink.
class Lines {
  public:
    explicit Lines(const ExportSink& sink) : sink_(sink) {}
    bool add(const Json& json) {
        block_ += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        ++count_;
        return block_.size() < BlockBytes || flush();
    }
    bool flush() {
        bytes_ += block_.size();
        is_open_ = is_open_ && sink_(block_);
        block_.clear();
        return is_open_;
    }
    std::uint64_t count() const { return count_; }
    std::uint64_t bytes() const { return bytes_; }

  private:
    static constexpr std::size_t BlockBytes = 256 * 1024;
    const ExportSink& sink_;
    std::string block_;
    std::uint64_t count_ = 0, bytes_ = 0;
    bool is_open_ = true;
};

Result<ExportReport> export_lines(Workspace& workspace, const std::string& form, const ExportSink& sink) {
    ExportReport report;
    Lines lines(sink);
    if (form == "symbols") {
        auto files = workspace.each_symbol([&](const SymbolInfo& symbol) { return lines.add(to_json(symbol)); });
        if (!files) return files.error();
        report.files = *files;
    } else {
        auto done = workspace.each_edge([&](const EdgeInfo& edge) { return lines.add(to_json(edge)); });
        if (!done) return done.error();
    }
    if (!lines.flush()) return Error{ErrorCode::Io, "the export could not be passed on"};
    report.symbols = lines.count();
    report.bytes = lines.bytes();
    return report;
}

Result<ExportReport> write(Workspace& workspace, const std::string& form, const ExportSink& sink) {
    if (form == "symbols" || form == "edges") return export_lines(workspace, form, sink);
    const ExportFormat format = form == "ctags" ? ExportFormat::Ctags : form == "scip" ? ExportFormat::Scip : ExportFormat::LlmsText;
    return workspace.export_index(format, sink);
}

int run(Session& session, const Options& options) {
    auto workspace = session.workspace();
    if (!workspace) return session.fail(workspace.error());
    const auto fill = [&](const ExportSink& sink) { return write(**workspace, options.form, sink); };
    auto report = options.out.empty() ? fill(print_bytes) : (*workspace)->write_out(options.out, fill);
    if (!report && std::ferror(stdout)) return NotFoundOrFailed;  // said when the output is finished
    if (!report) return session.fail(report.error());
    if (!options.out.empty() && session.json) {
        Json json = document("export");
        json["form"] = options.form;
        json["out"] = json_text(options.out);
        json["files"] = report->files;
        json[options.form == "edges" ? "edges" : "symbols"] = report->symbols;
        json["bytes"] = report->bytes;
        print_json(json);
    } else if (!options.out.empty() && !session.quiet) {
        std::fprintf(stderr, "%s: %s %s, %s\n", shown(options.out).c_str(), grouped(report->symbols).c_str(), options.form == "edges" ? "edges" : "definitions",
                     human_bytes(report->bytes).c_str());
    }
    return Ok;
}

}  // namespace

Run configure_export(CLI::App& app, Session& session) {
    auto options = std::make_shared<Options>();
    app.add_option("form", options->form, "symbols or edges (JSON lines), ctags, scip, llms-txt")->required()->check(CLI::IsMember({"symbols", "edges", "ctags", "scip", "llms-txt"}));
    app.add_flag("--jsonl", options->json_lines, "One JSON object a line [the only form of symbols and edges]");
    app.add_option("--out", options->out, "Write to this file, whole or not at all [default: stdout]");
    app.add_option("-C,--repository", session.path, "Anywhere inside the repository [default: .]");
    return [&session, options] { return run(session, *options); };
}

}  // namespace kompress::cli
