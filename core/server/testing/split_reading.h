// Requests as bytes, and what a RequestReader makes of them however they are split.
//
// Thread rule: plain functions.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/server/request_reader.h"
#include "core/server/testing/request_bytes.h"

namespace carboy::core::server::testing {

// What a reader made of bytes.
struct Read {
  std::vector<std::string> requests;  // "METHOD target host body"
  int status = 0;                     // of the refusal
  std::string complaint;
  bool keep_alive = true;
  int continues = 0;
  bool operator==(const Read&) const = default;
};

inline std::string describe(const RequestReader& reader) {
  const http::RequestHead& head = reader.head();
  std::string text(head.method);
  text.append(" ").append(head.target).append(" ");
  text.append(http::find(head.fields, "host").value_or("-")).append(" ");
  return text.append(reader.body().view());
}

inline void parse_all(RequestReader& reader, Read& read) {
  for (;;) {
    switch (reader.parse()) {
      case RequestReader::Status::need_more:
        return;
      case RequestReader::Status::wants_continue:
        ++read.continues;
        continue;
      case RequestReader::Status::store:
        EXPECT_EQ(reader.store_piece(), 0);
        continue;
      case RequestReader::Status::failed:
        read.status = reader.refusal().status;
        read.complaint = reader.refusal().text;
        return;
      case RequestReader::Status::complete:
        read.requests.push_back(describe(reader));
        read.keep_alive = reader.keep_alive();
        reader.next();
    }
  }
}

// Feeds `bytes` in pieces of at most `piece`, the first of at most `first`.
inline Read read_split(std::string_view bytes, std::size_t first, std::size_t piece,
                       const Limits& limits) {
  RequestReader reader(limits);
  Read read;
  std::size_t next = first;
  while (!bytes.empty() && read.status == 0) {
    const std::span<char> room = reader.room();
    if (room.empty()) {
      ADD_FAILURE() << "the reader has no room";
      return read;
    }
    const std::size_t count = std::min({next, room.size(), bytes.size()});
    std::copy_n(bytes.data(), count, room.data());
    reader.received(count);
    bytes.remove_prefix(count);
    parse_all(reader, read);
    next = piece;
  }
  return read;
}

// All that is in `bytes`, the same however it is split: whole, byte by byte, and in two at every
// place.
inline Read read(const std::string& bytes, const Limits& limits = {}) {
  const Read whole = read_split(bytes, bytes.size(), bytes.size(), limits);
  for (const std::size_t piece : {1, 2, 3, 7, 64}) {
    const Read split = read_split(bytes, piece, piece, limits);
    EXPECT_EQ(split.requests, whole.requests)
        << "in pieces of " << piece << ": " << bytes.substr(0, 300);
    EXPECT_EQ(split.status, whole.status)
        << "in pieces of " << piece << ": " << bytes.substr(0, 300);
  }
  for (std::size_t at = 1; at < std::min<std::size_t>(bytes.size(), 600); ++at) {
    const Read split = read_split(bytes, at, bytes.size(), limits);
    EXPECT_EQ(split.requests, whole.requests) << "split at " << at << ": " << bytes.substr(0, 300);
    EXPECT_EQ(split.status, whole.status) << "split at " << at << ": " << bytes.substr(0, 300);
  }
  return whole;
}

}  // namespace carboy::core::server::testing
