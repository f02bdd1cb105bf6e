package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainRequest;
import io.quarkus.funqy.Funq;
import jakarta.inject.Inject;

/** The two functions, as Funqy serves them at {@code POST /train} and {@code POST /classify}. */
public class Functions {

    private final Stackwright stackwright;

    @Inject
    Functions(Stackwright stackwright) {
        this.stackwright = stackwright;
    }

    /** Queues a training run. Paths of the server's own disk are refused: they are not the caller's to read. */
    @Funq
    public TrainReply train(TrainRequest request) {
        return TrainReply.of(stackwright.runs().submit(stackwright.planner().plan(request, RunPlanner.Origin.REMOTE)));
    }

    /** Classifies up to 64 images by their urls. */
    @Funq
    public ClassifyReply classify(ClassifyRequest request) {
        return stackwright.classifier().classify(request);
    }
}
