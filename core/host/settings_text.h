// Edits settings in the text of an app.toml in place: comments, order and layout of the rest stay as
// they are.
//
// Thread rule: plain functions; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::core::host {

using TomlPath = std::vector<std::string>;

// Returns `text` with the table at `table`, such as {"profile", "production", "sql"}, changed by a
// merge patch (RFC 7396). A setting that is there is replaced where it stands, and one that null
// removes goes with its line; a new one follows those of its table, and a new table is appended.
// Throws base::Error when the text is not valid TOML, or cannot be changed safely: the result is
// parsed again and compared.
std::string with_settings(std::string_view text, const TomlPath& table,
                          const nlohmann::json& patch);

}  // namespace carboy::core::host
