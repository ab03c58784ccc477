#include "core/cli/command_tree.h"

#include <CLI/CLI.hpp>

#include "core/cli/completion.h"
#include "core/cli/config_commands.h"
#include "core/cli/extension_commands.h"
#include "core/cli/man_page.h"
#include "core/cli/request_commands.h"
#include "core/cli/run_command.h"
#include "core/cli/scaffold.h"

namespace carboy::core::cli {
namespace {

void add_profile(CLI::App& command, std::string& profile, const std::string& usual = {}) {
  command.add_option("--profile", profile,
                     "The profile of app.toml to apply: [profile.NAME.TABLE]" +
                         (usual.empty() ? "" : "; default " + usual));
}

std::string number_of_order(const std::string& word) {
  static const std::map<std::string, RouteOrder> kOrders{{"rule", RouteOrder::rule},
                                                         {"endpoint", RouteOrder::endpoint},
                                                         {"extension", RouteOrder::extension}};
  const auto found = kOrders.find(word);
  if (found == kOrders.end()) {
    throw CLI::ValidationError("must be rule, endpoint or extension, not " + word);
  }
  return std::to_string(static_cast<int>(found->second));
}

void add_routes(CLI::App& carboy, Action& action) {
  struct Options {
    RouteOrder order = RouteOrder::rule;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* routes =
      carboy.add_subcommand("routes", "List every route with its methods, endpoint and extension");
  routes->add_option("--sort", options->order, "Sort by rule, endpoint or extension")
      ->transform(number_of_order)
      ->type_name("KEY");
  routes->add_flag("--json", options->json, "Print JSON");
  routes->footer("Example:\n  carboy routes --sort endpoint");
  routes->callback(
      [&action, options] { action = [=] { return list_routes(options->order, options->json); }; });
}

void add_request(CLI::App& carboy, Action& action) {
  const auto request = std::make_shared<OneRequest>();
  auto* command = carboy.add_subcommand(
      "request", "Send one request to the app of this folder, without a server");
  command->add_option("METHOD", request->method, "The method, such as GET or POST")->required();
  command->add_option("TARGET", request->target, "The path, with its query")->required();
  command->add_option("-H,--header", request->headers,
                      "A header field, \"Name: value\"; may be repeated");
  command->add_option("-d,--data", request->body, "The body of the request");
  command->add_flag("--json", request->json, "Print one JSON object");
  command->footer(
      "Exit status: 0 when the status of the response is below 400, otherwise 1.\n\nExamples:\n  "
      "carboy request GET "
      "/hello/Ada\n"
      "  carboy request POST /sign -H 'Content-Type: application/x-www-form-urlencoded' -d "
      "name=Ada");
  command->callback([&action, request] { action = [=] { return send_request(*request); }; });
}

void add_new(CLI::App& carboy, Action& action) {
  const auto name = std::make_shared<std::string>();
  auto* command = carboy.add_subcommand("new", "Create an app in a new folder");
  command->add_option("APP", *name, "The name of the app and of its folder")->required();
  command->footer("Example:\n  carboy new bookshop && cd bookshop && carboy run --reload");
  command->callback([&action, name] { action = [=] { return new_app(*name); }; });
}

}  // namespace

void add_run_commands(CLI::App& carboy, Action& action) {
  for (const bool debug : {true, false}) {
    const auto options = std::make_shared<RunOptions>();
    options->debug = debug;
    auto* command = carboy.add_subcommand(debug ? "run" : "serve",
                                          debug ? "Serve the app of this folder for development"
                                                : "Serve the app of this folder in production");
    command->add_option(
        "--bind", options->bind,
        "Address to listen on, instead of [server] bind: 127.0.0.1:8000, [::1]:8000, "
        "unix:/path, fd:3");
    add_profile(*command, options->profile, debug ? "development" : "production");
    if (debug) {
      command->add_flag("--reload", options->reload,
                        "Watch the app's files, and swap or restart what changes");
    }
    command->footer(debug ? "Examples:\n  carboy run --reload\n  carboy run --bind 127.0.0.1:8000"
                          : "Example:\n  carboy serve");
    command->callback([&action, options] { action = [=] { return run_app(*options); }; });
  }
}

void add_app_commands(CLI::App& carboy, Action& action) {
  auto* reload = carboy.add_subcommand(
      "reload", "Let the app that serves this folder read its configuration again");
  reload->footer(
      "Extensions start, stop and are swapped as the list and their settings have changed. "
      "Settings "
      "that need a restart are named. SIGHUP does the same to `carboy serve`.");
  reload->callback([&action] { action = [] { return reread_configuration(); }; });
  add_new(carboy, action);
  add_routes(carboy, action);
  add_request(carboy, action);
}

void add_config_commands(CLI::App& carboy, Action& action) {
  struct Options {
    std::string profile;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* config =
      carboy.add_subcommand("config", "Check, show and describe the configuration of the app");
  config->require_subcommand(1);
  config->footer("Examples:\n  carboy config check\n  carboy config show --profile production");

  auto* check = config->add_subcommand(
      "check", "Report every mistake in app.toml; exit status 1 if there are any");
  add_profile(*check, options->profile);
  check->callback([&action, options] { action = [=] { return check_config(options->profile); }; });

  auto* show = config->add_subcommand(
      "show",
      "Print every value that is set, the defaults of extensions, and where each comes from");
  show->add_flag("--json", options->json, "Print one JSON object");
  add_profile(*show, options->profile);
  show->callback([&action, options] {
    action = [=] { return show_config(options->profile, options->json); };
  });

  auto* schema = config->add_subcommand("schema", "Print a JSON Schema of app.toml, for editors");
  schema->footer(
      "Example:\n  carboy config schema > app.schema.json\n\nand in the first line of app.toml\n  "
      "#:schema ./app.schema.json");
  schema->callback([&action] { action = [] { return print_config_schema(); }; });
  auto* docs = config->add_subcommand("docs", "Print a reference of all settings, as Markdown");
  docs->callback([&action] { action = [] { return print_config_docs(); }; });
}

void add_shell_commands(CLI::App& carboy, Action& action) {
  const auto shell = std::make_shared<std::string>();
  auto* completion =
      carboy.add_subcommand("completion", "Print a completion script for your shell");
  completion->add_option("SHELL", *shell, "The shell: bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  completion->footer(
      "Examples:\n  source <(carboy completion bash)\n  carboy completion zsh > "
      "\"${fpath[1]}/_carboy\"");
  completion->callback([&action, &carboy, shell] {
    action = [&carboy, shell] {
      std::cout << completion_script(carboy, *shell);
      return 0;
    };
  });
  const auto path = std::make_shared<std::string>();
  auto* words = carboy.add_subcommand("completion-words", "Print what can follow a command");
  words->group("");
  words->add_option("PATH", *path)->required();
  words->callback([&action, &carboy, path] {
    action = [&carboy, path] {
      const auto text = completion_words(carboy, *path);
      std::cout << text.value_or("");
      return text ? 0 : 1;
    };
  });
  auto* man = carboy.add_subcommand("man-page", "Print the manual page, for man(1)");
  man->footer("Example:\n  carboy man-page | man -l -");
  man->callback([&action, &carboy] {
    action = [&carboy] {
      std::cout << man_page(carboy);
      return 0;
    };
  });
}

}  // namespace carboy::core::cli
