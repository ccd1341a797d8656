// SPDX-License-Identifier: Apache-2.0
// The Workspace's methods about configuration files.
#include <cerrno>
#include <fstream>
#include <iterator>

#include "base/log.hpp"
#include "base/system_error.hpp"
#include "base/try.hpp"
#include "workspace/llm_settings.hpp"
#include "workspace/state.hpp"
#include "workspace/trust_store.hpp"

namespace kompress {
namespace {

constexpr std::size_t MaxConfigBytes = 256 << 10;

/// Nothing when there is no such file. The same bytes are trusted and read.
Result<std::optional<std::string>> read_config(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
        return system_error("reading " + path, errno, "let it be read, or remove it");
    }
    std::string text(MaxConfigBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.fail() && !in.eof())) return Error{ErrorCode::Configuration, path + " is no file that can be read; remove it"};
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > MaxConfigBytes) return Error{ErrorCode::Configuration, path + " is no configuration: it is larger than 256 KiB"};
    return std::optional(std::move(text));
}

struct Files {
    ConfigReport report;
    std::string repository_text;
    LlmSettings user, repository;
};

Result<Files> read_files(const std::string& root) {
    Files files;
    const std::string directory = user_config_directory();
    files.report.repository_file = root + "/kompress.toml";
    files.report.user_file = directory.empty() ? std::string() : directory + "/config.toml";
    if (!directory.empty()) {
        KOMPRESS_TRY_VALUE(text, read_config(files.report.user_file));
        files.report.has_user_file = text.has_value();
        KOMPRESS_TRY_VALUE(settings, read_llm_settings(text.value_or(""), files.report.user_file));
        files.user = std::move(settings);
    }
    KOMPRESS_TRY_VALUE(text, read_config(files.report.repository_file));
    files.report.has_repository_file = text.has_value();
    files.repository_text = text.value_or("");
    KOMPRESS_TRY_VALUE(settings, read_llm_settings(files.repository_text, files.report.repository_file));
    files.repository = std::move(settings);
    files.report.is_trusted = files.report.has_repository_file && TrustStore(directory).is_trusted(files.report.repository_file, files.repository_text);
    if (!files.report.is_trusted) mark_untrusted(files.repository);
    for (const LlmSettings* one : {&files.user, &files.repository})
        files.report.settings.insert(files.report.settings.end(), one->as_written.begin(), one->as_written.end());
    return files;
}

}  // namespace

Result<LlmOptions> Workspace::State::configured(const LlmOptions& asked) const {
    KOMPRESS_TRY_VALUE(files, read_files(root));
    std::string passed_over;
    for (const ConfigSetting& setting : files.report.settings)
        if (!setting.counts) passed_over += (passed_over.empty() ? "" : ", ") + setting.key;
    if (!passed_over.empty()) log_warning(files.report.repository_file + " is not trusted: " + passed_over + " count only after kompress trust");
    return with_settings(asked, files.user, files.repository, files.report.is_trusted);
}

Result<ConfigReport> Workspace::configuration() {
    KOMPRESS_TRY_VALUE(files, read_files(root()));
    return std::move(files.report);
}

Result<ConfigReport> Workspace::trust(bool is_revoked) {
    TrustStore store(user_config_directory());
    if (is_revoked) {
        KOMPRESS_TRY(store.revoke(root() + "/kompress.toml"));
    } else {
        KOMPRESS_TRY_VALUE(files, read_files(root()));
        if (!files.report.has_repository_file) return Error{ErrorCode::NotFound, "there is no " + files.report.repository_file + " to trust"};
        KOMPRESS_TRY(store.trust(files.report.repository_file, files.repository_text));
    }
    return configuration();
}

}  // namespace kompress
