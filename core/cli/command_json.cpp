#include "core/cli/command_json.h"

#include <nlohmann/json.hpp>

namespace carboy::core::cli {
namespace {

using Json = nlohmann::json;

Json json_of(const extensions::CommandText& command) {
  Json options = Json::array(), arguments = Json::array(), exits = Json::array();
  for (const auto& one : command.options) {
    options.push_back({{"names", one.names}, {"value", one.value_name}, {"help", one.help}});
  }
  for (const auto& one : command.arguments) {
    arguments.push_back({{"name", one.name},
                         {"help", one.help},
                         {"may_be_missing", one.may_be_missing},
                         {"takes_the_rest", one.takes_the_rest}});
  }
  for (const auto& one : command.exits) {
    exits.push_back({{"status", one.status}, {"meaning", one.meaning}});
  }
  return {{"extension", command.extension},
          {"name", command.name},
          {"help", command.help},
          {"place", static_cast<int>(command.place)},
          {"options", options},
          {"arguments", arguments},
          {"exits", exits}};
}

extensions::CommandText command_of(const Json& json) {
  extensions::CommandText command;
  command.extension = json.value("extension", "");
  command.name = json.value("name", "");
  command.help = json.value("help", "");
  command.place = static_cast<extensions::CommandPlace>(json.value("place", 0));
  for (const Json& one : json.value("options", Json::array())) {
    command.options.push_back({one.value("names", std::vector<std::string>()),
                               one.value("value", ""), one.value("help", "")});
  }
  for (const Json& one : json.value("arguments", Json::array())) {
    command.arguments.push_back({one.value("name", ""), one.value("help", ""),
                                 one.value("may_be_missing", false),
                                 one.value("takes_the_rest", false)});
  }
  for (const Json& one : json.value("exits", Json::array())) {
    command.exits.push_back({one.value("status", 0), one.value("meaning", "")});
  }
  return command;
}

}  // namespace

Json commands_json(const std::vector<extensions::CommandText>& commands) {
  Json list = Json::array();
  for (const auto& command : commands) list.push_back(json_of(command));
  return list;
}

std::vector<extensions::CommandText> commands_of_json(const Json& json) {
  std::vector<extensions::CommandText> commands;
  for (const Json& one : json) commands.push_back(command_of(one));
  return commands;
}

}  // namespace carboy::core::cli
