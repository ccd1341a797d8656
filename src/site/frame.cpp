// SPDX-License-Identifier: Apache-2.0
#include "site/frame.hpp"

#include <algorithm>

#include "markdown/text.hpp"

namespace kompress::site {

using markdown::escape_html;

namespace {

constexpr std::size_t MaxContents = 400;

/// Nothing but the site's own files; diagrams are drawn in a frame of their own and come back as images in data.
/// `file:` is what a browser may take for the own origin of a page from disk; on a page from the web it allows nothing.
std::string policy(bool has_diagram) {
    std::string text = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'; form-action 'none'";
    if (has_diagram) text += "; img-src data:; frame-src 'self' file:";
    return text;
}

/// Of "method kompress::site::Site::add" the name that the reader looks for, "add": the page is about the rest.
std::string short_title(const std::string& text) {
    std::size_t begin = text.find(' ') + 1;
    for (const std::string_view separator : {"::", "."})
        if (const std::size_t at = text.rfind(separator); at != std::string::npos && at + separator.size() < text.size()) begin = std::max(begin, at + separator.size());
    return text.substr(begin);
}

std::string table_of_contents(const FrameParts& parts) {
    std::string html;
    std::size_t count = 0;
    for (const markdown::Heading& heading : parts.contents) {
        if (heading.level < 2 || heading.level > 4 || ++count > MaxContents) continue;
        const bool is_symbol = parts.page_class == "file" && heading.level > 2;
        html += "<li class=\"l" + std::to_string(heading.level) + (is_symbol ? " symbol" : "") + "\"><a href=\"#" + markdown::link_target(heading.anchor) + "\">" +
                escape_html(is_symbol ? short_title(heading.text) : heading.text) + "</a></li>";
    }
    if (count < 2) return {};
    return "<nav class=\"toc\" aria-label=\"On this page\"><h2>On this page</h2><ul>" + html + "</ul></nav>";
}

std::string script(const std::string& up, const char* name, const char* how) {
    return "<script src=\"" + up + "assets/" + name + "\"" + how + "></script>\n";
}

constexpr const char* MenuIcon = "<svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"M3 5h14M3 10h14M3 15h14\"/></svg>";
constexpr const char* ThemeIcon =
    "<svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"6.5\"/><path class=\"fill\" d=\"M10 3.5a6.5 6.5 0 0 1 0 13z\"/></svg>";

}  // namespace

std::string frame(const FrameParts& parts) {
    const std::string title = escape_html(parts.title), site_name = escape_html(parts.site_name), home = escape_html(parts.home);
    std::string html = "<!doctype html>\n<html lang=\"en\" data-up=\"" + parts.up + "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"" +
                       policy(parts.has_diagram) + "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n" +
                       "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + (parts.title == parts.site_name ? site_name : title + " · " + site_name) + "</title>\n";
    if (!parts.description.empty()) html += "<meta name=\"description\" content=\"" + escape_html(parts.description) + "\">\n";
    html += script(parts.up, "theme.js", "") + "<link rel=\"stylesheet\" href=\"" + parts.up + "assets/site.css\">\n" + script(parts.up, "site.js", " defer") +
            (parts.has_diagram ? script(parts.up, "diagrams.js", " defer") : "") + "</head>\n<body class=\"" + parts.page_class + "\">\n";
    html += "<a class=\"skip\" href=\"#k:main\">Skip to the text</a>\n<header class=\"top\">\n<button type=\"button\" id=\"k:menu\" class=\"icon\" aria-expanded=\"false\" aria-controls=\"k:sidebar\" aria-label=\"Menu\">" +
            std::string(MenuIcon) + "</button>\n<a class=\"brand\" href=\"" + home + "\">" + site_name + "</a>\n" +
            "<div class=\"search\" role=\"search\"><input id=\"k:search\" type=\"search\" placeholder=\"Search symbols, files, headings\" aria-label=\"Search\" role=\"combobox\" aria-autocomplete=\"list\" aria-expanded=\"false\" "
            "aria-controls=\"k:results\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\"><kbd aria-hidden=\"true\">/</kbd><ul id=\"k:results\" role=\"listbox\" aria-label=\"Results\" hidden></ul>"
            "<p id=\"k:status\" class=\"quiet\" role=\"status\"></p></div>\n<button type=\"button\" id=\"k:theme\" class=\"icon\" aria-label=\"Dark colours\" aria-pressed=\"false\">" +
            ThemeIcon + "</button>\n</header>\n";
    html += "<div class=\"columns\">\n<nav class=\"sidebar\" id=\"k:sidebar\" aria-label=\"Pages\">" + parts.sidebar + "</nav>\n<main id=\"k:main\" tabindex=\"-1\">\n";
    if (!parts.trail.empty()) html += "<nav class=\"trail\" aria-label=\"Breadcrumbs\">" + parts.trail + "</nav>\n";
    html += "<article>\n" + parts.body + "</article>\n<footer>Made from the source code of " + site_name + " by kompress.</footer>\n</main>\n" + table_of_contents(parts) + "\n</div>\n</body>\n</html>\n";
    return html;
}

}  // namespace kompress::site
