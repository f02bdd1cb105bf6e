package dev.stackwright.network;

/** How a network scales uint8 RGB pixels; part of its graph. */
public enum Preprocessing {
    /** x / 127.5 − 1, so −1…1, RGB. */
    MINUS_ONE_TO_ONE,
    /** BGR less ImageNet's mean (103.939, 116.779, 123.68), not scaled. */
    CAFFE
}
