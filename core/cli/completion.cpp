#include "core/cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

namespace carboy::core::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!one->get_group().empty()) commands.push_back(one);  // hidden commands have no group
  }
  return commands;
}

// Returns "--json --available -h --help".
std::string option_words(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_snames()) words += " -" + name;
    for (const std::string& name : option->get_lnames()) words += " --" + name;
  }
  return words.empty() ? words : words.substr(1);
}

std::string first_positional(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) return option->get_name();
  }
  return {};
}

std::string command_words(const CLI::App& app) {
  std::string words;
  for (const CLI::App* command : commands_of(app)) words += " " + command->get_name();
  return words.empty() ? words : words.substr(1);
}

// Appends the cases of the shell function for a command and its subcommands:
// `flags=... offered=...`.
void append_case(const CLI::App& app, const std::string& path, std::string& out) {
  std::string words = command_words(app);
  const std::string positional = first_positional(app);
  if (positional == "NAME" && path != "ext new") words = "$(_carboy_extensions)";
  if (positional == "SHELL") words = "bash zsh";
  out += "    '" + path + "') flags='" + option_words(app) + "'; offered=\"" + words +
         "\"; files=" + (positional == "FILE" ? "1" : "0") + " ;;\n";
  for (const CLI::App* command : commands_of(app)) {
    append_case(*command, path.empty() ? command->get_name() : path + " " + command->get_name(),
                out);
  }
}

std::string cases_of(const CLI::App& carboy) {
  std::string cases;
  append_case(carboy, "", cases);
  return cases;
}

// Returns the functions that both shells use. _carboy_describe sets `flags`, `offered` and `files`
// for the command typed so far.
std::string describe(const CLI::App& carboy) {
  return R"(_carboy_extensions() {
  carboy ext list --available 2>/dev/null | while read -r name rest; do echo "$name"; done
}
# The commands of extensions: carboy knows them.
_carboy_ask() {
  local answer
  answer=$(carboy completion-words "$1" 2>/dev/null) || return 1
  { read -r flags; read -r offered; } <<< "$answer"
  files=0
}
_carboy_describe() {
  case "$1" in
)" + cases_of(carboy) +
         R"(    *)
      case " )" +
         command_words(carboy) + R"( " in *" ${1%% *} "*) return 1 ;; esac
      [[ -f app.toml ]] && _carboy_ask "$1" ;;
  esac || return 1
  if [[ -z $1 && -f app.toml ]]; then _carboy_ask "" || true; fi
}
)";
}

constexpr const char* kBash = R"(_carboy() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" flags="" offered="" files=0 word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && continue
    if _carboy_describe "${path:+$path }$word"; then path="${path:+$path }$word"; fi
  done
  _carboy_describe "$path"
  if [[ $current == -* ]]; then offered=$flags; fi
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
  if [[ $files == 1 && $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _carboy carboy
)";

constexpr const char* kZsh = R"(_carboy() {
  local current_word="${words[CURRENT]}" chain="" word flags="" offered="" files=0
  for word in "${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] && continue
    if _carboy_describe "${chain:+$chain }$word"; then chain="${chain:+$chain }$word"; fi
  done
  _carboy_describe "$chain"
  if [[ $current_word == -* ]]; then offered=$flags; fi
  compadd -- ${=offered}
  if [[ $files == 1 && $current_word != -* ]]; then _files; fi
}
if [[ "${funcstack[1]}" == _carboy ]]; then _carboy "$@"; else compdef _carboy carboy; fi
)";

}  // namespace

std::optional<std::string> completion_words(const CLI::App& carboy, const std::string& path) {
  const CLI::App* command = &carboy;
  std::istringstream words(path);
  for (std::string word; words >> word;) {
    const auto below = commands_of(*command);
    const auto found = std::find_if(below.begin(), below.end(),
                                    [&](const CLI::App* one) { return one->get_name() == word; });
    if (found == below.end()) return std::nullopt;
    command = *found;
  }
  return option_words(*command) + "\n" + command_words(*command) + "\n";
}

std::string completion_script(const CLI::App& carboy, const std::string& shell) {
  const std::string head = shell == "zsh" ? "#compdef carboy\n" : "";
  return head + describe(carboy) + (shell == "zsh" ? kZsh : kBash);
}

}  // namespace carboy::core::cli
