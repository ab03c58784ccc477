// Descriptions of commands, as the running app sends them through the control socket.
//
// Thread rule: plain functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/extensions/life/command.h"

namespace carboy::core::cli {

nlohmann::json commands_json(const std::vector<extensions::CommandText>& commands);
// Leaves out what the other side does not say.
std::vector<extensions::CommandText> commands_of_json(const nlohmann::json& json);

}  // namespace carboy::core::cli
