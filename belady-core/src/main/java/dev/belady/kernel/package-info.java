// SPDX-License-Identifier: Apache-2.0

/// The float operators of training: a scalar version of each is the specification, a Vector API
/// version gives the same bits faster.
@NullMarked
package dev.belady.kernel;

import org.jspecify.annotations.NullMarked;
