package zmtp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"threadboost/kernel/supervise/zmtp"
)

// A kernel's shell: requests come from many clients, and each reply goes to the one who asked.
func ExampleRouter() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	shell, err := zmtp.ListenRouter("tcp://127.0.0.1:0", zmtp.Options{Log: func(err error) { log.Print(err) }})
	if err != nil {
		log.Fatal(err)
	}
	defer shell.Close()

	client, err := zmtp.DialDealer(ctx, shell.Endpoint(), "session-1", zmtp.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	client.Send(zmtp.Message{[]byte("kernel_info_request")})

	peer, request, err := shell.Receive(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %s\n", peer.ID, request[0])
	shell.Send(peer, zmtp.Message{[]byte("kernel_info_reply")})

	reply, err := client.Receive(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", reply[0])
	// Output:
	// session-1: kernel_info_request
	// kernel_info_reply
}

// A kernel's iopub welcomes each subscriber before it sends anything else.
func ExamplePub() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	welcome := func(s zmtp.Subscription) zmtp.Message {
		if s.Ended {
			return nil
		}
		return zmtp.Message{[]byte(s.Topic), []byte("iopub_welcome")}
	}
	iopub, err := zmtp.ListenPub("tcp://127.0.0.1:0", welcome, zmtp.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer iopub.Close()

	client, err := zmtp.DialSub(ctx, iopub.Endpoint(), []string{"stream"}, zmtp.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	if err := iopub.Await(ctx); err != nil { // without it what follows may come before the subscription, and be lost
		log.Fatal(err)
	}
	iopub.Send(zmtp.Message{[]byte("status"), []byte("busy")})
	iopub.Send(zmtp.Message{[]byte("stream.stdout"), []byte("hello")})
	for range 2 {
		m, err := client.Receive(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s\n", m[0], m[1])
	}
	// Output:
	// stream: iopub_welcome
	// stream.stdout: hello
}
