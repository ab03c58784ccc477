#include "core/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/cli/app_folder.h"
#include "core/cli/config_commands.h"
#include "core/cli/enable_commands.h"
#include "core/cli/extension_commands.h"
#include "core/cli/request_commands.h"
#include "core/cli/run_command.h"

namespace carboy::core::cli {
namespace {

// What was asked for, to be done after everything has been parsed.
struct Asked {
  std::function<int()> what;
  RunOptions run;
  std::string extension;
  std::string file;
  OneRequest request;
  RouteOrder route_order = RouteOrder::rule;
  bool json = false;
  bool available = false;
};

void add_run(CLI::App& carboy, Asked& asked) {
  for (const bool debug : {true, false}) {
    auto* command = carboy.add_subcommand(
        debug ? "run" : "serve", debug ? "Serve the app of this folder while you work on it"
                                       : "Serve the app of this folder for its users");
    command->add_option("--bind", asked.run.bind,
                        "Listen here instead: 127.0.0.1:8000, [::1]:8000, unix:/path, fd:3");
    command->add_option("--profile", asked.run.profile,
                        debug ? "Of app.toml: [profile.NAME.TABLE]; usually \"development\""
                              : "Of app.toml: [profile.NAME.TABLE]; usually \"production\"");
    command->footer(debug ? "Example:\n  carboy run --bind 127.0.0.1:8000"
                          : "Example:\n  carboy serve");
    command->callback([&asked, debug] {
      asked.run.debug = debug;
      asked.what = [&asked] { return run_app(asked.run); };
    });
  }
}

void add_ext(CLI::App& carboy, Asked& asked) {
  auto* ext = carboy.add_subcommand("ext", "Look at extensions, and swap them while the app runs");
  ext->require_subcommand(1);
  ext->footer(
      "Examples:\n  carboy ext list\n  carboy ext enable guestbook\n  carboy ext reload "
      "guestbook\n  carboy ext inspect "
      "guestbook-1.3.0.so");

  auto* list = ext->add_subcommand("list", "What runs here, or what app.toml enables");
  list->add_flag("--available", asked.available, "Everything that could be enabled");
  list->add_flag("--json", asked.json, "For programs");
  list->callback(
      [&asked] { asked.what = [&asked] { return list_extensions(asked.available, asked.json); }; });

  auto* reload =
      ext->add_subcommand("reload", "Swap an extension for its file as it is now, under load");
  reload->add_option("NAME", asked.extension, "The extension")->required();
  reload->add_flag("--json", asked.json, "For programs");
  reload->callback([&asked] {
    asked.what = [&asked] { return reload_extension(asked.extension, asked.json); };
  });

  for (const bool enable : {true, false}) {
    auto* command = ext->add_subcommand(enable ? "enable" : "disable",
                                        enable ? "Write an extension into app.toml's list"
                                               : "Take an extension out of app.toml's list");
    command->add_option("NAME", asked.extension, "The extension")->required();
    command->callback([&asked, enable] {
      asked.what = [&asked, enable] {
        return enable ? enable_extension(asked.extension) : disable_extension(asked.extension);
      };
    });
  }

  auto* inspect = ext->add_subcommand("inspect", "What a file says of itself, without running it");
  inspect->add_option("FILE", asked.file, "The extension's file")->required();
  inspect->add_flag("--json", asked.json, "For programs, one object");
  inspect->callback(
      [&asked] { asked.what = [&asked] { return inspect_extension(asked.file, asked.json); }; });
}

void add_config(CLI::App& carboy, Asked& asked) {
  auto* config = carboy.add_subcommand("config", "Look at the configuration of this folder's app");
  config->require_subcommand(1);
  config->footer("Examples:\n  carboy config check\n  carboy config show --profile production");

  auto* check =
      config->add_subcommand("check", "Tell every mistake; the status is 1 if there is one");
  auto* show = config->add_subcommand("show", "Every value, and where it comes from");
  show->add_flag("--json", asked.json, "For programs, one object");
  for (auto* command : {check, show}) {
    command->add_option("--profile", asked.run.profile, "Of app.toml: [profile.NAME.TABLE]");
  }
  check->callback([&asked] { asked.what = [&asked] { return check_config(asked.run.profile); }; });
  show->callback(
      [&asked] { asked.what = [&asked] { return show_config(asked.run.profile, asked.json); }; });
}

void add_requests(CLI::App& carboy, Asked& asked) {
  auto* routes =
      carboy.add_subcommand("routes", "Every rule, with methods, endpoint and extension");
  routes->add_option("--sort", asked.route_order, "By rule, endpoint or extension")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, RouteOrder>{{"rule", RouteOrder::rule},
                                            {"endpoint", RouteOrder::endpoint},
                                            {"extension", RouteOrder::extension}}));
  routes->add_flag("--json", asked.json, "For programs");
  routes->footer("Example:\n  carboy routes --sort endpoint");
  routes->callback(
      [&asked] { asked.what = [&asked] { return list_routes(asked.route_order, asked.json); }; });

  auto* request = carboy.add_subcommand(
      "request", "One request through the app of this folder, without a server");
  request->add_option("METHOD", asked.request.method, "GET, POST, ...")->required();
  request->add_option("TARGET", asked.request.target, "/path?query")->required();
  request->add_option("-H,--header", asked.request.headers, "\"Name: value\"; repeatable");
  request->add_option("-d,--data", asked.request.body, "The body");
  request->add_flag("--json", asked.json, "For programs, one object");
  request->footer(
      "The status is 0 for an answer below 400, else 1.\n\nExamples:\n  carboy request GET "
      "/hello/Ada\n"
      "  carboy request POST /sign -H 'Content-Type: application/x-www-form-urlencoded' -d "
      "name=Ada");
  request->callback([&asked] {
    asked.what = [&asked] {
      asked.request.json = asked.json;
      return send_request(asked.request);
    };
  });
}

bool is_own_command(const CLI::App& carboy, std::string_view word) {
  const auto commands = carboy.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* one) { return one->get_name() == word; });
}

int run(int argc, char** argv) {
  Asked asked;
  CLI::App carboy("Carboy: a web application host for C++", "carboy");
  carboy.set_version_flag("--version", "carboy " + own_version().to_string());
  carboy.require_subcommand(1);
  carboy.footer(
      "Examples:\n  carboy run\n  carboy ext list --available\n\nCommands act on ./app.toml. "
      "Extensions bring commands of their own.");
  add_run(carboy, asked);
  add_ext(carboy, asked);
  add_config(carboy, asked);
  add_requests(carboy, asked);

  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && !words.front().starts_with('-') && !is_own_command(carboy, words.front())) {
    if (std::filesystem::exists("app.toml")) return run_extension_command(words);
    std::cerr << "carboy has no command \"" << words.front() << "\"."
              << base::did_you_mean(words.front(), own_commands())
              << "\n`carboy --help` lists them.\n";
    return 2;
  }
  try {
    carboy.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return carboy.exit(error) == 0 ? 0 : 2;
  }
  return asked.what();
}

}  // namespace

std::vector<std::string> own_commands() {
  return {"run", "serve", "ext", "config", "routes", "request"};
}

int run_command_line(int argc, char** argv) noexcept {
  try {
    return run(argc, argv);
  } catch (const base::Error& error) {
    std::cerr << error.what() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "carboy stopped over an error of its own: " << error.what() << '\n';
  }
  return 1;
}

}  // namespace carboy::core::cli
