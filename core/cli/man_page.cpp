#include "core/cli/man_page.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "core/host/app_folder.h"

namespace carboy::core::cli {
namespace {

// Escapes a line of text for troff, where backslashes, dashes, and a dot or quote at the beginning
// of a line have a meaning.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string usage_of(const CLI::App& command, const std::string& path) {
  std::string usage = ".B " + escaped(path) + "\n";
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) usage += ".I " + escaped(option->get_name()) + "\n";
  }
  return usage;
}

void append_options(const CLI::App& command, std::string& page) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || option->get_name() == "--help") continue;
    page += ".TP\n.B " + escaped(option->get_name(false, true)) +
            (option->get_items_expected_max() > 0 ? " \\fIVALUE\\fR" : "") + "\n" +
            escaped(option->get_description()) + "\n";
  }
}

void append_footer(const CLI::App& command, std::string& page) {
  if (command.get_footer().empty()) return;
  page += ".PP\n.nf\n";
  std::istringstream lines(command.get_footer());
  for (std::string line; std::getline(lines, line);) page += escaped(line) + "\n";
  page += ".fi\n";
}

void append_command(const CLI::App& command, const std::string& path, std::string& page) {
  const auto below = command.get_subcommands([](const CLI::App*) { return true; });
  if (below.empty()) {
    page += ".SS " + escaped(path) + "\n" + usage_of(command, path) + ".PP\n" +
            escaped(command.get_description()) + ".\n";
    append_options(command, page);
    append_footer(command, page);
  }
  for (const CLI::App* one : below) {
    if (!one->get_group().empty()) append_command(*one, path + " " + one->get_name(), page);
  }
}

}  // namespace

std::string man_page(const CLI::App& carboy) {
  std::string page = ".TH CARBOY 1 \"\" \"carboy " + host::own_version().to_string() + "\"\n";
  page +=
      ".SH NAME\ncarboy \\- a web application host for C++\n.SH SYNOPSIS\n.B carboy\n.I command\n"
      "[\\fIoptions\\fR]\n.SH DESCRIPTION\nCommands use the app of the current folder, whose "
      "configuration is\n.IR app.toml .\nExtensions can add commands.\n.SH COMMANDS\n";
  append_command(carboy, "carboy", page);
  page +=
      ".SH EXIT STATUS\n.TP\n0\nDone.\n.TP\n1\nRefused or failed; standard error has the "
      "reason.\n.TP\n2\nWrong usage.\n"
      ".SH ENVIRONMENT\n.TP\n.B CARBOY_TABLE__KEY\nOverrides the key of that table in "
      "app.toml.\n.TP\n.B CARBOY_PROFILE\nThe profile to apply, unless an option names one.\n"
      ".SH FILES\n.TP\n.I app.toml\nThe configuration.\n.TP\n.I carboy.lock\nThe extension files "
      "that may be loaded, if it exists.\n.TP\n.I extensions/NAME.so\nThe app's own "
      "extensions.\n.TP\n.I "
      ".carboy/\nThe control socket, copies of loaded extensions, and the last good sets.\n";
  return page;
}

}  // namespace carboy::core::cli
