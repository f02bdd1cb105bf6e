package dev.stackwright.cli;

/** Settings under which small networks learn the drawn sample from random weights within minutes on two cores. */
final class SampleTraining {

    static final int IMAGE_SIZE = 48;
    static final int FOLDS = 2;
    static final int EPOCHS = 10;
    static final int BATCH_SIZE = 32;
    static final double LEARNING_RATE = 3e-3;

    private SampleTraining() {}
}
