/** Training of whole networks: the order of images, augmentation, the learning rate, the best epoch. */
@NullMarked
package dev.stackwright.train.finetune;

import org.jspecify.annotations.NullMarked;
