import mongoose from 'mongoose';
import { value } from './secrets.mjs';

export async function addRoutes(app, port) {
  await mongoose.connect(`mongodb://127.0.0.1:${port}/shop`, { maxPoolSize: 2, minPoolSize: 2 });
  const Item = mongoose.model('Item', new mongoose.Schema({ name: String }), 'items');

  app.get('/mongoose/find', async (_request, response) => {
    await Item.find({ name: value }); // site: mongoose find
    response.end();
  });
  app.get('/mongoose/aggregate', async (_request, response) => {
    await Item.aggregate([{ $match: { name: value } }]); // site: mongoose aggregate
    response.end();
  });
  app.get('/mongoose/save', async (_request, response) => {
    await new Item({ name: value }).save(); // site: mongoose save
    response.end();
  });
  app.get('/mongoose/insert', async (_request, response) => {
    await Item.insertMany([{ name: value }, { name: value }]); // site: mongoose insert
    response.end();
  });
  app.get('/mongoose/at-once', async (_request, response) => {
    const all = [Item.find({ name: value }), Item.countDocuments({ name: value })];
    await Promise.all(all); // site: mongoose at-once
    response.end();
  });
  app.get('/mongoose/cursor', async (_request, response) => {
    for await (const _item of Item.find({ name: value }).cursor()); // site: mongoose cursor
    response.end();
  });
  app.get('/mongoose/driver', async (_request, response) => {
    await mongoose.connection.collection('items').findOne({ name: value }); // site: mongoose driver
    response.end();
  });
}
