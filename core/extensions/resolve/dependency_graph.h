// The order and the cycles of a graph of dependencies. A file of its own since it depends on
// nothing, and its test covers graphs that no set of extensions has. Internal to resolver.cpp.
#pragma once

#include <cstddef>
#include <vector>

namespace carboy::core::extensions::dependency_graph {

// needs[i]: the nodes that must come before i.
using Needs = std::vector<std::vector<std::size_t>>;

// Returns every node once, after the nodes it needs, and otherwise in ascending order.
// REQUIRES: cycles(needs) is empty.
std::vector<std::size_t> order(const Needs& needs);

// Returns one shortest cycle of each strongly connected component; each cycle begins at its
// smallest node, which is not repeated at the end.
std::vector<std::vector<std::size_t>> cycles(const Needs& needs);

}  // namespace carboy::core::extensions::dependency_graph
