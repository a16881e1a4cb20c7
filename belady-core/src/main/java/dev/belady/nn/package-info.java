// SPDX-License-Identifier: Apache-2.0
/// Dense layers and losses: forward next to backward, over the samples of one shard.
@NullMarked
package dev.belady.nn;

import org.jspecify.annotations.NullMarked;
