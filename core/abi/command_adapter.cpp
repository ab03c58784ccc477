#include "core/abi/command_adapter.h"

#include <algorithm>

#include "core/abi/crossing.h"
#include "core/abi/registrar_adapter.h"
#include "core/app/failure.h"
#include "core/extensions/life/command_words.h"

namespace carboy::core::abi {
namespace {

bool is_option_name(std::string_view name) {
  const bool is_short = name.size() == 2 && name[0] == '-' && name[1] != '-';
  const bool is_long = name.size() > 2 && name.starts_with("--");
  return (is_short || is_long) && name.find_first_of(" =\t\n") == std::string_view::npos;
}

// "-n,--name" as its parts, without spaces around them.
std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> parts;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    std::string_view part = names.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.emplace_back(part);
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return parts;
}

// "[NAME...]" without its marks.
extensions::CommandArgument argument_of(std::string_view name, std::string_view help) {
  extensions::CommandArgument argument;
  argument.help = help;
  if (name.starts_with('[') && name.ends_with(']')) {
    argument.may_be_missing = true;
    name = name.substr(1, name.size() - 2);
  }
  if (name.ends_with("...")) {
    argument.takes_the_rest = true;
    name.remove_suffix(3);
  }
  argument.name = name;
  return argument;
}

}  // namespace

bool is_command_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ' ';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed) && name.front() != '-' &&
         name.front() != ' ' && name.back() != ' ' && name.find("  ") == std::string_view::npos &&
         name.find(" -") == std::string_view::npos;
}

Status CommandAdapter::add_option(Text names, Text value_name, Text help) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  extensions::CommandOption option{split_names(names), std::string(std::string_view(value_name)),
                                   std::string(std::string_view(help))};
  const std::string title = "The option " + in_quotes(names) + " of \"" + command_.name + "\" ";
  if (option.names.empty() ||
      !std::all_of(option.names.begin(), option.names.end(), is_option_name)) {
    return refused(title + "must be written like \"--name\", \"-n\" or \"-n,--name\".");
  }
  for (const std::string& name : option.names) {
    if (extensions::find_option(command_, name) == nullptr) continue;
    return refused(title + "has the name " + name + ", which another option has already.");
  }
  command_.options.push_back(std::move(option));
  return Status::ok;
}

Status CommandAdapter::add_argument(Text name, Text help) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  extensions::CommandArgument argument = argument_of(name, help);
  const std::string title = "The argument " + in_quotes(name) + " of \"" + command_.name + "\" ";
  if (argument.name.empty()) return refused(title + "needs a name, such as \"NAME\".");
  if (!command_.arguments.empty()) {
    const extensions::CommandArgument& last = command_.arguments.back();
    if (last.takes_the_rest) {
      return refused(title + "follows " + last.name + "..., which takes all words.");
    }
    if (last.may_be_missing && !argument.may_be_missing) {
      return refused(title + "is required, but follows [" + last.name + "], which may be missing.");
    }
  }
  command_.arguments.push_back(std::move(argument));
  return Status::ok;
}

Status CommandAdapter::add_exit_status(int32_t code, Text meaning) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  if (code < 0 || code > 255) {
    return refused("An exit status is a number from 0 to 255; " + std::to_string(code) + " of \"" +
                   command_.name + "\" is not.");
  }
  command_.exits.push_back({code, std::string(std::string_view(meaning))});
  return Status::ok;
}

Status CommandAdapter::set_place(carboy::abi::CommandPlace place) noexcept {
  if (registrar_.reject_if_ended()) return Status::refused;
  switch (place) {
    case carboy::abi::CommandPlace::own_process:
      command_.place = extensions::CommandPlace::own_process;
      return Status::ok;
    case carboy::abi::CommandPlace::in_running_app:
      command_.place = extensions::CommandPlace::in_running_app;
      return Status::ok;
    case carboy::abi::CommandPlace::only_in_running_app:
      command_.place = extensions::CommandPlace::only_in_running_app;
      return Status::ok;
  }
  return refused("This host does not know the place in which \"" + command_.name + "\" is to run.");
}

Text CliAdapter::argument(size_t index) noexcept {
  return index < line_.arguments().size() ? Text(line_.arguments()[index]) : Text();
}

Text CliAdapter::option(Text name, size_t index) noexcept {
  const std::vector<std::string>& values = line_.option(name);
  return index < values.size() ? Text(values[index]) : Text();
}

void CliAdapter::print_line(std::string_view line, bool error) {
  line_.terminal().write(std::string(line) + "\n", error);
}

Status CliAdapter::write(Bytes bytes) noexcept {
  return line_.terminal().write({bytes.data, bytes.size}, false) ? Status::ok : Status::cancelled;
}

Status CliAdapter::read(Text prompt, bool secret, TextSink out) noexcept {
  if (!line_.terminal().is_terminal()) {
    return refused("The command asks " + in_quotes(prompt) +
                   ", but its standard input is no terminal. Run it in a terminal, or give it what "
                   "it asks for as an option or argument.");
  }
  std::string line;
  if (!line_.terminal().read(prompt, secret, line)) return Status::cancelled;
  out.put(line);
  return Status::ok;
}

}  // namespace carboy::core::abi
