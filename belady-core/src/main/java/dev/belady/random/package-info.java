// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are pure functions of (seed, stream, counter), so that no order of
/// evaluation can change them.
@NullMarked
package dev.belady.random;

import org.jspecify.annotations.NullMarked;
