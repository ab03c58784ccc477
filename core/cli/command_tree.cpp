#include "core/cli/command_tree.h"

#include <CLI/CLI.hpp>

#include "core/cli/completion.h"
#include "core/cli/config_commands.h"
#include "core/cli/config_description.h"
#include "core/cli/man_page.h"
#include "core/cli/request_commands.h"
#include "core/cli/run_command.h"
#include "core/cli/scaffold.h"

namespace carboy::core::cli {
namespace {

void add_profile(CLI::App& command, std::string& profile, const std::string& usual = {}) {
  command.add_option(
      "--profile", profile,
      "Of app.toml: [profile.NAME.TABLE]" + (usual.empty() ? "" : "; usually \"" + usual + "\""));
}

void add_routes(CLI::App& carboy, Action& action) {
  struct Options {
    RouteOrder order = RouteOrder::rule;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* routes =
      carboy.add_subcommand("routes", "Every rule, with methods, endpoint and extension");
  routes->add_option("--sort", options->order, "By rule, endpoint or extension")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, RouteOrder>{{"rule", RouteOrder::rule},
                                            {"endpoint", RouteOrder::endpoint},
                                            {"extension", RouteOrder::extension}}));
  routes->add_flag("--json", options->json, "For programs");
  routes->footer("Example:\n  carboy routes --sort endpoint");
  routes->callback(
      [&action, options] { action = [=] { return list_routes(options->order, options->json); }; });
}

void add_request(CLI::App& carboy, Action& action) {
  const auto request = std::make_shared<OneRequest>();
  auto* command = carboy.add_subcommand(
      "request", "One request through the app of this folder, without a server");
  command->add_option("METHOD", request->method, "GET, POST, ...")->required();
  command->add_option("TARGET", request->target, "/path?query")->required();
  command->add_option("-H,--header", request->headers, "\"Name: value\"; repeatable");
  command->add_option("-d,--data", request->body, "The body");
  command->add_flag("--json", request->json, "For programs, one object");
  command->footer(
      "The status is 0 for an answer below 400, else 1.\n\nExamples:\n  carboy request GET "
      "/hello/Ada\n"
      "  carboy request POST /sign -H 'Content-Type: application/x-www-form-urlencoded' -d "
      "name=Ada");
  command->callback([&action, request] { action = [=] { return send_request(*request); }; });
}

void add_new(CLI::App& carboy, Action& action) {
  const auto name = std::make_shared<std::string>();
  auto* command = carboy.add_subcommand("new", "Make a folder with an app in it");
  command->add_option("APP", *name, "The app, and its folder")->required();
  command->footer("Example:\n  carboy new bookshop && cd bookshop && carboy run --reload");
  command->callback([&action, name] { action = [=] { return new_app(*name); }; });
}

}  // namespace

void add_run_commands(CLI::App& carboy, Action& action) {
  for (const bool debug : {true, false}) {
    const auto options = std::make_shared<RunOptions>();
    options->debug = debug;
    auto* command = carboy.add_subcommand(
        debug ? "run" : "serve", debug ? "Serve the app of this folder while you work on it"
                                       : "Serve the app of this folder for its users");
    command->add_option("--bind", options->bind,
                        "Listen here instead: 127.0.0.1:8000, [::1]:8000, unix:/path, fd:3");
    add_profile(*command, options->profile, debug ? "development" : "production");
    if (debug) {
      command->add_flag("--reload", options->reload,
                        "Watch extensions, configuration, templates and models, and take what "
                        "changes");
    }
    command->footer(debug ? "Examples:\n  carboy run --reload\n  carboy run --bind 127.0.0.1:8000"
                          : "Example:\n  carboy serve");
    command->callback([&action, options] { action = [=] { return run_app(*options); }; });
  }
}

void add_app_commands(CLI::App& carboy, Action& action) {
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
  auto* config = carboy.add_subcommand("config", "Look at the configuration of this folder's app");
  config->require_subcommand(1);
  config->footer("Examples:\n  carboy config check\n  carboy config show --profile production");

  auto* check =
      config->add_subcommand("check", "Tell every mistake; the status is 1 if there is one");
  add_profile(*check, options->profile);
  check->callback([&action, options] { action = [=] { return check_config(options->profile); }; });

  auto* show = config->add_subcommand("show", "Every value, and where it comes from");
  show->add_flag("--json", options->json, "For programs, one object");
  add_profile(*show, options->profile);
  show->callback([&action, options] {
    action = [=] { return show_config(options->profile, options->json); };
  });

  auto* schema = config->add_subcommand("schema", "A JSON Schema of app.toml, for editors");
  schema->footer(
      "Example:\n  carboy config schema > app.schema.json\n\nand in app.toml's first line\n  "
      "#:schema ./app.schema.json");
  schema->callback([&action] { action = [] { return print_config_schema(); }; });
  auto* docs = config->add_subcommand("docs", "Every setting there is, as Markdown");
  docs->callback([&action] { action = [] { return print_config_docs(); }; });
}

void add_shell_commands(CLI::App& carboy, Action& action) {
  const auto shell = std::make_shared<std::string>();
  auto* completion = carboy.add_subcommand("completion", "What makes a shell complete carboy");
  completion->add_option("SHELL", *shell, "bash or zsh")
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
  auto* man = carboy.add_subcommand("man-page", "The manual page, for man(1)");
  man->footer("Example:\n  carboy man-page | man -l -");
  man->callback([&action, &carboy] {
    action = [&carboy] {
      std::cout << man_page(carboy);
      return 0;
    };
  });
}

}  // namespace carboy::core::cli
