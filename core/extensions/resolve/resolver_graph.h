// Order and cycles among things that need each other. Internal to resolver*.cpp.
#pragma once

#include <cstddef>
#include <vector>

namespace carboy::core::extensions::resolver_graph {

// needs[i]: what has to come before i.
using Needs = std::vector<std::vector<std::size_t>>;

// Every i exactly once, what it needs before it, and otherwise in ascending order.
// REQUIRES: cycles(needs) is empty.
std::vector<std::size_t> order(const Needs& needs);

// One shortest cycle out of each knot of nodes that need each other; each begins at its smallest
// node, which is not repeated at the end.
std::vector<std::vector<std::size_t>> cycles(const Needs& needs);

}  // namespace carboy::core::extensions::resolver_graph
