// SPDX-License-Identifier: Apache-2.0
/// Policies for what stays in fast memory, to compare on the same trace: what is known ahead
/// against what is remembered.
@NullMarked
package dev.belady.lookahead.policy;

import org.jspecify.annotations.NullMarked;
