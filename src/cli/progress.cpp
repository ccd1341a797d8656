// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <chrono>
#include <cstdio>
#include <string>

namespace kompress::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

/// Lets one report through per interval, and gives rate and time left.
class Paced : public ProgressSink {
  public:
    explicit Paced(Clock::duration interval) : interval_(interval), start_(Clock::now()), last_(start_) {}

    void report(const Progress& p) override {
        const auto now = Clock::now();
        if (p.stage != stage_) stage_ = p.stage, stage_start_ = now;
        if (now - last_ < interval_) return;
        last_ = now;
        show(p);
    }

  protected:
    virtual void show(const Progress& progress) = 0;
    double share(const Progress& p) const {
        if (p.bytes_total > 0) return static_cast<double>(p.bytes_done) / static_cast<double>(p.bytes_total);
        return p.total > 0 ? static_cast<double>(p.done) / static_cast<double>(p.total) : 0;
    }
    double rate_mb(const Progress& p) const {
        const double elapsed = seconds(Clock::now() - stage_start_);
        return elapsed > 0 ? static_cast<double>(p.bytes_done) / 1e6 / elapsed : 0;
    }
    double seconds_left(const Progress& p) const {
        const double done = share(p);
        return done > 0 ? seconds(Clock::now() - stage_start_) * (1 - done) / done : 0;
    }

  private:
    Clock::duration interval_;
    Clock::time_point start_, last_, stage_start_;
    std::string_view stage_;
};

class Bar : public Paced {
  public:
    Bar() : Paced(std::chrono::milliseconds(100)) {}
    ~Bar() override {
        if (shown_) std::fputs("\r\033[K", stderr);
    }

  protected:
    void show(const Progress& p) override {
        shown_ = true;
        constexpr int Width = 24;
        const int filled = static_cast<int>(share(p) * Width);
        std::string bar(static_cast<std::size_t>(filled), '#');
        bar.resize(Width, '-');
        std::fprintf(stderr, "\r\033[K%.*s [%s] %llu/%llu %.*s", static_cast<int>(p.stage.size()), p.stage.data(), bar.c_str(),
                     static_cast<unsigned long long>(p.done), static_cast<unsigned long long>(p.total), static_cast<int>(p.unit.size()), p.unit.data());
        if (p.bytes_done > 0) std::fprintf(stderr, "  %.1f MB/s", rate_mb(p));
        if (!p.note.empty()) std::fprintf(stderr, "  %.*s", static_cast<int>(p.note.size()), p.note.data());
        if (p.total > 0) std::fprintf(stderr, "  %.0f s left", seconds_left(p));
        std::fflush(stderr);
    }

  private:
    bool shown_ = false;
};

class Lines : public Paced {
  public:
    Lines() : Paced(std::chrono::seconds(30)) {}

  protected:
    void show(const Progress& p) override {
        std::fprintf(stderr, "kompress: %.*s: %llu of %llu %.*s%s%.*s, %.0f s left\n", static_cast<int>(p.stage.size()), p.stage.data(),
                     static_cast<unsigned long long>(p.done), static_cast<unsigned long long>(p.total), static_cast<int>(p.unit.size()),
                     p.unit.data(), p.note.empty() ? "" : ", ", static_cast<int>(p.note.size()), p.note.data(), seconds_left(p));
    }
};

class JsonLines : public Paced {
  public:
    JsonLines() : Paced(std::chrono::milliseconds(100)) {}

  protected:
    void show(const Progress& p) override {
        std::fprintf(stderr,
                     "{\"schema\":\"kompress.progress/1\",\"stage\":\"%.*s\",\"done\":%llu,\"total\":%llu,\"unit\":\"%.*s\","
                     "\"bytes_done\":%llu,\"bytes_total\":%llu,\"note\":\"%.*s\",\"seconds_left\":%.1f}\n",
                     static_cast<int>(p.stage.size()), p.stage.data(), static_cast<unsigned long long>(p.done),
                     static_cast<unsigned long long>(p.total), static_cast<int>(p.unit.size()), p.unit.data(),
                     static_cast<unsigned long long>(p.bytes_done), static_cast<unsigned long long>(p.bytes_total), static_cast<int>(p.note.size()), p.note.data(), seconds_left(p));
    }
};

}  // namespace

std::unique_ptr<ProgressSink> make_bar_progress() { return std::make_unique<Bar>(); }
std::unique_ptr<ProgressSink> make_line_progress() { return std::make_unique<Lines>(); }
std::unique_ptr<ProgressSink> make_json_progress() { return std::make_unique<JsonLines>(); }

}  // namespace kompress::cli
