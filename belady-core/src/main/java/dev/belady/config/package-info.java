// SPDX-License-Identifier: Apache-2.0

/// The configuration: HugeCTR's JSON as immutable records that check themselves.
@NullMarked
package dev.belady.config;

import org.jspecify.annotations.NullMarked;
