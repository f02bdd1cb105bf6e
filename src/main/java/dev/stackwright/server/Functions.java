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

    private final Stackwright house;

    @Inject
    Functions(Stackwright house) {
        this.house = house;
    }

    /** Queues a training run. Paths of the server's own disk are refused: they are not the caller's to read. */
    @Funq
    public TrainReply train(TrainRequest request) {
        return TrainReply.of(house.runs().submit(house.planner().plan(request, RunPlanner.Origin.REMOTE)));
    }

    /** Classifies up to 64 images by their urls. */
    @Funq
    public ClassifyReply classify(ClassifyRequest request) {
        return house.classifier().classify(request);
    }
}
